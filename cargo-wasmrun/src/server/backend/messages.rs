//! Reads the messages of a WebSocket as they pass (RFC 6455, section 5), without holding any of them up.

/// The most that is kept of a message's text, in bytes.
const LONGEST_TEXT: usize = 4 << 10;

/// A message that has passed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Passed {
    /// The text, of a long one its beginning; none if the message is binary.
    pub(super) text: Option<String>,
    /// The size of all of it.
    pub(super) bytes: u64,
}

/// Reads what passes in one direction.
#[derive(Debug, Default)]
pub(super) struct Messages {
    /// The head of a frame, of which more is to come.
    head: Vec<u8>,
    frame: Option<Frame>,
    begun: Option<Begun>,
}

/// A frame whose content is to come.
#[derive(Debug)]
struct Frame {
    opcode: u8,
    is_last: bool,
    mask: [u8; 4],
    /// How much of the content came.
    position: usize,
    left: u64,
}

/// A message that has begun.
#[derive(Debug)]
struct Begun {
    is_text: bool,
    content: Vec<u8>,
    bytes: u64,
}

impl Messages {
    /// The messages that end in `part`, which follows all that was read before.
    pub(super) fn read(&mut self, mut part: &[u8]) -> Vec<Passed> {
        let mut passed = Vec::new();
        loop {
            let Some(mut frame) = self.frame.take().or_else(|| self.next_frame(&mut part)) else {
                return passed;
            };
            let count = usize::try_from(frame.left).unwrap_or(usize::MAX).min(part.len());
            let (content, rest) = part.split_at(count);
            part = rest;
            self.take(&mut frame, content);
            if frame.left > 0 {
                self.frame = Some(frame);
                return passed;
            }
            if frame.is_last && !frame.is_control() {
                passed.extend(self.begun.take().map(Begun::end));
            }
        }
    }

    /// The frame whose head ends in `part`, if one does.
    fn next_frame(&mut self, part: &mut &[u8]) -> Option<Frame> {
        while self.head.len() < length_of_head(&self.head) {
            let (first, rest) = part.split_first()?;
            self.head.push(*first);
            *part = rest;
        }
        let frame = Frame::new(&self.head);
        self.head.clear();
        Some(frame)
    }

    /// Takes a part of the frame's content.
    fn take(&mut self, frame: &mut Frame, content: &[u8]) {
        frame.left -= content.len() as u64;
        if frame.is_control() {
            return;
        }
        if frame.opcode != CONTINUATION && frame.position == 0 {
            // Those who compress although nobody offered it have no text.
            let is_text = frame.opcode == TEXT;
            self.begun.get_or_insert(Begun { is_text, content: Vec::new(), bytes: 0 });
        }
        let Some(begun) = &mut self.begun else { return };
        begun.bytes += content.len() as u64;
        let room = LONGEST_TEXT - begun.content.len();
        let kept = content.iter().take(if begun.is_text { room } else { 0 }).enumerate();
        let position = frame.position;
        begun.content.extend(kept.map(|(at, byte)| byte ^ frame.mask[(position + at) % 4]));
        frame.position = position.wrapping_add(content.len());
    }
}

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;

impl Frame {
    /// The frame that this head is of.
    fn new(head: &[u8]) -> Self {
        let after = usize::from(head[1] & 0x80 != 0) * 4;
        let (length, mask) = head[1..].split_at(head.len() - 1 - after);
        let left = match length {
            [short] => u64::from(short & 0x7f),
            [_, long @ ..] => long.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
            [] => 0,
        };
        Self {
            // The reserved bits belong to it: they say that the content is not what it seems.
            opcode: head[0] & 0x7f,
            is_last: head[0] & 0x80 != 0,
            mask: mask.try_into().unwrap_or_default(),
            position: 0,
            left,
        }
    }

    /// Whether it is a sign between the two ends and no message.
    fn is_control(&self) -> bool {
        self.opcode & 0x08 != 0
    }
}

/// How long a head is that begins so, as far as that is known.
fn length_of_head(begin: &[u8]) -> usize {
    let Some(second) = begin.get(1) else { return 2 };
    let length = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    2 + length + usize::from(second & 0x80 != 0) * 4
}

impl Begun {
    fn end(self) -> Passed {
        let mut content = self.content.as_slice();
        if self.bytes > content.len() as u64 {
            content = without_half_a_character(content);
        }
        let text = self.is_text.then(|| String::from_utf8_lossy(content).into_owned());
        Passed { text, bytes: self.bytes }
    }
}

/// The text without a character at its end that was cut in two.
fn without_half_a_character(text: &[u8]) -> &[u8] {
    match std::str::from_utf8(text) {
        Err(error) if error.error_len().is_none() => &text[..error.valid_up_to()],
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Passed {
        Passed { text: Some(text.to_owned()), bytes: text.len() as u64 }
    }

    #[test]
    fn messages_are_read_however_they_are_cut() {
        // Two parts of a text with a ping between them, a masked text, three bytes.
        let stream = b"\x01\x03hel\x89\x01!\x80\x02lo\x81\x82\x01\x02\x03\x04ij\x82\x03\0\0\0";
        let expected = [text("hello"), text("hh"), Passed { text: None, bytes: 3 }];
        assert_eq!(Messages::default().read(stream), expected);
        for cut in 0..stream.len() {
            let mut messages = Messages::default();
            let mut passed = messages.read(&stream[..cut]);
            passed.extend(messages.read(&stream[cut..]));
            assert_eq!(passed, expected, "cut at {cut}");
        }
        let mut messages = Messages::default();
        let passed: Vec<_> = stream.iter().flat_map(|byte| messages.read(&[*byte])).collect();
        assert_eq!(passed, expected);
    }

    #[test]
    fn long_texts_are_kept_in_part_and_counted_whole() {
        let mut stream = b"\x81\x7f\0\0\0\0\0\x01\x86\xa1x".to_vec();
        stream.extend("é".repeat(50_000).bytes());
        let [passed] = &Messages::default().read(&stream)[..] else { panic!("one message") };
        assert_eq!(passed.bytes, 100_001);
        assert_eq!(passed.text, Some(format!("x{}", "é".repeat(LONGEST_TEXT / 2 - 1))));
    }

    #[test]
    fn empty_messages_and_compressed_ones_are_messages() {
        let passed = Messages::default().read(b"\x81\0\xc1\x02ab");
        assert_eq!(passed, [text(""), Passed { text: None, bytes: 2 }]);
    }

    #[test]
    fn any_bytes_are_read() {
        for byte in 0..=u8::MAX {
            let mut messages = Messages::default();
            for _ in 0..100 {
                messages.read(&[byte; 99]);
            }
            assert!(messages.head.len() <= 14);
        }
        // The longest frame that can be told of.
        assert_eq!(Messages::default().read(&[0xff; 1_000]), []);
    }
}
