//! Minesweeper: left opens, right puts a flag.

mod field;
mod random;

use field::{Cell, Cover, Field, Game, HEIGHT, MINES, WIDTH};
use yew::prelude::*;

#[function_component(App)]
fn app() -> Html {
    let field = use_state(|| None::<Field>);
    let seed = use_state(|| 1_u64);
    let game = field.as_ref().map_or(Game::Running, Field::game);
    let open = |place: usize| {
        let (field, seed) = (field.clone(), *seed);
        Callback::from(move |_| {
            let mut next = field.as_ref().cloned().unwrap_or_else(|| Field::new(seed, place));
            if next.game() == Game::Running {
                next.open(place);
                field.set(Some(next));
            }
        })
    };
    let flag = |place: usize| {
        let field = field.clone();
        Callback::from(move |event: MouseEvent| {
            event.prevent_default();
            if let Some(mut next) = field.as_ref().cloned().filter(|next| next.game() == Game::Running) {
                next.flag(place);
                field.set(Some(next));
            }
        })
    };
    let again = {
        let (field, seed) = (field.clone(), seed.clone());
        Callback::from(move |_| {
            field.set(None);
            seed.set(*seed + 1);
        })
    };
    let flags = field.as_ref().map_or(0, Field::flags);
    let says = match game {
        Game::Running => format!("{} mines left", MINES.saturating_sub(flags)),
        Game::Won => "you found them all".to_owned(),
        Game::Lost => "that was a mine".to_owned(),
    };
    html! {
        <main>
            <h1>{ "Minesweeper" }</h1>
            <p id="says">{ says }</p>
            <div id="field" style={format!("grid-template-columns: repeat({WIDTH}, 2.2rem)")}>
                { for (0..WIDTH * HEIGHT).map(|place| {
                    let cell = field.as_ref().map(|field| field.cells[place]);
                    let (class, text) = look(cell, game);
                    html! { <button {class} onclick={open(place)} oncontextmenu={flag(place)}>{ text }</button> }
                }) }
            </div>
            <button id="again" onclick={again}>{ "new game" }</button>
        </main>
    }
}

/// A cell's style and sign. Once the game is over the mines show.
fn look(cell: Option<Cell>, game: Game) -> (String, String) {
    let Some(cell) = cell else { return ("closed".to_owned(), String::new()) };
    match cell.cover {
        Cover::Open if cell.mined => ("burst".to_owned(), "✹".to_owned()),
        Cover::Open if cell.around == 0 => ("open".to_owned(), String::new()),
        Cover::Open => (format!("open n{}", cell.around), cell.around.to_string()),
        Cover::Closed if cell.mined && game != Game::Running => ("closed".to_owned(), "✹".to_owned()),
        Cover::Closed => ("closed".to_owned(), String::new()),
        Cover::Flagged => ("closed".to_owned(), "⚑".to_owned()),
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
