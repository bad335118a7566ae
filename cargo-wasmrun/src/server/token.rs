//! The secret of one run: who knows it has read our page.

use std::fmt;

use super::Error;
use super::hex::hex;

const BYTES: usize = 32;

/// A random word, new with each start of the server.
#[derive(Clone)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn random() -> Result<Self, Error> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(Error::Randomness)?;
        Ok(Self(hex(&bytes)))
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }

    /// Compares without telling by its duration how much of `candidate` is right.
    pub(super) fn is(&self, candidate: &str) -> bool {
        candidate.len() == self.0.len()
            && candidate.bytes().zip(self.0.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_itself_and_nothing_else() {
        let token = Token::random().unwrap();
        let word = token.reveal().to_owned();
        assert!(token.is(&word));
        assert!(!token.is(""));
        assert!(!token.is(&word[1..]));
        assert!(!token.is(Token::random().unwrap().reveal()));
        assert!(!format!("{token:?}").contains(&word));
    }
}
