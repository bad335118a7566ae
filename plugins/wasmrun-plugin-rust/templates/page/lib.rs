use wasm_bindgen::prelude::*;

/// Runs when the page has loaded the module.
#[wasm_bindgen(start)]
fn start() -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let heading = document.create_element("h1")?;
    heading.set_text_content(Some("Hello from {{name}}!"));
    document.body().ok_or("no body")?.append_child(&heading)?;
    Ok(())
}
