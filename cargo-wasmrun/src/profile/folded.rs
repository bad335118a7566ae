//! A line for each stack, `main;draw 120`, with its time in microseconds.

use std::fmt::Write as _;

use super::Samples;

/// The lines, in the order in which the stacks were first met.
pub(super) fn render(samples: &Samples) -> String {
    let mut times = vec![0_u128; samples.stacks().len()];
    for (weight, stack) in samples.weighted() {
        times[stack] += weight.as_micros();
    }
    let mut text = String::new();
    for (stack, time) in times.iter().enumerate().filter(|(_, time)| **time > 0) {
        let functions = samples.functions_of(stack);
        // The format has no way to write the signs that it uses itself.
        let names = functions.iter().map(|&function| {
            samples.functions()[function].replace(';', ":").replace(['\n', '\r'], " ")
        });
        let names: Vec<String> = names.collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{} {time}", names.join(";"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::samples::tests::example;

    #[test]
    fn each_stack_has_a_line_with_its_time() {
        let lines = "main 1000\nmain;draw 2000\nmain;less<\"a\" & b> 1000\n";
        assert_eq!(super::render(&example()), lines);
    }
}
