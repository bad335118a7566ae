//! The two origins of the server.

/// Whose origin it is. The two have different ports, so browsers keep them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Our page and its API.
    Page,
    /// The web app that is being developed.
    App,
}

impl Origin {
    pub(super) fn is_app(self) -> bool {
        self == Self::App
    }
}
