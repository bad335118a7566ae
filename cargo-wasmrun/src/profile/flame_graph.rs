//! A picture of where the time went: a box for each stack, as wide as its time, above its callers.

use std::fmt::Write as _;
use std::time::Duration;

use super::Samples;

const WIDTH: f64 = 1200.0;
const ROW: usize = 18;
const MARGIN: usize = 8;
/// Room for the title.
const HEAD: usize = 30;
/// Boxes that are narrower cannot be seen.
const NARROWEST: f64 = 0.3;
/// The width of a letter, on average.
const LETTER: f64 = 6.6;

/// A box.
struct Part {
    stack: usize,
    depth: usize,
    x: f64,
    width: f64,
    time: Duration,
}

/// The picture, as SVG. It stands for itself: no script, nothing from elsewhere.
pub(super) fn render(samples: &Samples, name: &str) -> String {
    let parts = lay_out(samples);
    let rows = parts.iter().map(|part| part.depth + 1).max().unwrap_or_default();
    let height = HEAD + rows * ROW + MARGIN;
    let total = samples.duration();
    let title = format!("{name}: {}, {} samples", milliseconds(total), samples.len());
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"monospace\" font-size=\"11\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fffdf8\"/>\n\
         <text x=\"{MARGIN}\" y=\"19\" font-size=\"13\">{}</text>\n",
        escape(&title)
    );
    for part in &parts {
        let function = samples.stacks()[part.stack].function;
        draw(&mut svg, part, &samples.functions()[function], total, height);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Where each box goes. Boxes of the same caller stand side by side, in the order in which they were first met.
fn lay_out(samples: &Samples) -> Vec<Part> {
    let stacks = samples.stacks();
    let mut times = vec![Duration::ZERO; stacks.len()];
    for (weight, stack) in samples.weighted() {
        times[stack] += weight;
    }
    // Callers come before callees, so that from the end every time is complete before it is added.
    for index in (0..stacks.len()).rev() {
        if let Some(caller) = stacks[index].caller {
            let time = times[index];
            times[caller] += time;
        }
    }
    let total = samples.duration().as_secs_f64().max(f64::MIN_POSITIVE);
    let scale = (WIDTH - 2.0 * MARGIN as f64) / total;
    let mut outermost_end = MARGIN as f64;
    let mut ends = vec![0.0; stacks.len()];
    let mut depths = vec![0; stacks.len()];
    let mut parts = Vec::new();
    for (index, stack) in stacks.iter().enumerate() {
        let width = times[index].as_secs_f64() * scale;
        let end = match stack.caller {
            Some(caller) => {
                depths[index] = depths[caller] + 1;
                &mut ends[caller]
            }
            None => &mut outermost_end,
        };
        let x = *end;
        *end += width;
        ends[index] = x;
        if width >= NARROWEST {
            parts.push(Part { stack: index, depth: depths[index], x, width, time: times[index] });
        }
    }
    parts
}

fn draw(svg: &mut String, part: &Part, name: &str, total: Duration, height: usize) {
    let y = height - MARGIN - (part.depth + 1) * ROW;
    let share = part.time.as_secs_f64() / total.as_secs_f64().max(f64::MIN_POSITIVE) * 100.0;
    let about = format!("{name}: {}, {share:.1} %", milliseconds(part.time));
    // Writing to a string cannot fail.
    let _ = write!(
        svg,
        "<g><title>{}</title><rect x=\"{:.1}\" y=\"{y}\" width=\"{:.1}\" height=\"{}\" fill=\"{}\" \
         stroke=\"#fffdf8\" stroke-width=\"0.5\"/>",
        escape(&about),
        part.x,
        part.width,
        ROW - 1,
        color(name)
    );
    let letters = ((part.width - 6.0) / LETTER) as usize;
    if letters >= 3 {
        let label = shorten(name, letters);
        let _ = write!(
            svg,
            "<text x=\"{:.1}\" y=\"{}\">{}</text>",
            part.x + 3.0,
            y + 12,
            escape(&label)
        );
    }
    svg.push_str("</g>\n");
}

fn shorten(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    name.chars().take(letters - 1).chain(['…']).collect()
}

/// A warm colour, the same for the same name.
fn color(name: &str) -> String {
    let hash = name
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("hsl({} {}% {}%)", 12 + hash % 40, 70 + (hash >> 8) % 20, 62 + (hash >> 16) % 14)
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            // XML has no way to write them.
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::samples::tests::example;
    use super::*;

    #[test]
    fn boxes_are_as_wide_as_their_times_and_lie_within_their_callers() {
        let samples = example();
        let parts = lay_out(&samples);
        let [main, draw, less] = parts.as_slice() else { panic!("three stacks") };
        let is_about = |left: f64, right: f64| (left - right).abs() < 1e-6;
        assert!(is_about(main.width, WIDTH - 16.0) && is_about(main.x, 8.0));
        assert!(is_about(draw.width, main.width / 2.0) && is_about(draw.x, main.x));
        assert!(is_about(less.x, draw.x + draw.width) && less.x + less.width < main.x + main.width);
        assert_eq!([main.depth, draw.depth, less.depth], [0, 1, 1]);
    }

    #[test]
    fn names_are_no_markup() {
        let svg = render(&example(), "<script>");
        assert!(svg.contains("less&lt;&quot;a&quot; &amp; b&gt;"), "{svg}");
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script>"));
    }

    #[test]
    fn without_samples_there_is_an_empty_picture() {
        assert!(render(&Samples::default(), "a.wasm").contains("0 samples"));
    }
}
