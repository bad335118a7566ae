//! Names the media type of a file by its extension.

/// What is answered for a file of an unknown kind: browsers offer to save it.
const UNKNOWN: &str = "application/octet-stream";

/// The media type of a module.
pub(super) const MODULE: &str = "application/wasm";

/// The media type of a file of this name.
pub(super) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or_default();
    let Some((_, extension)) = name.rsplit_once('.') else { return UNKNOWN };
    match &*extension.to_ascii_lowercase() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" | "cjs" => "text/javascript; charset=utf-8",
        "wasm" => MODULE,
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "xhtml" => "application/xhtml+xml",
        // To browsers, TypeScript is a script whose text happens not to parse.
        "txt" | "text" | "log" | "ts" | "tsx" | "jsx" | "rs" | "go" | "c" | "cpp" | "h" | "py"
        | "wat" | "wast" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "apng" => "image/apng",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "ico" => "image/vnd.microsoft.icon",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "m4a" => "audio/mp4",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        "woff" => "font/woff",
        "woff2" => "font/woff2",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        "tar" => "application/x-tar",
        "glb" => "model/gltf-binary",
        "gltf" => "model/gltf+json",
        _ => UNKNOWN,
    }
}

/// Whether files of this type become much smaller when they are compressed.
pub(super) fn is_compressible(media_type: &str) -> bool {
    media_type.starts_with("text/")
        || matches!(
            media_type,
            "application/wasm"
                | "application/json"
                | "application/manifest+json"
                | "application/xml"
                | "application/xhtml+xml"
                | "application/x-tar"
                | "image/svg+xml"
                | "image/bmp"
                | "font/ttf"
                | "font/otf"
                | "model/gltf+json"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_modules_and_fonts_are_what_browsers_ask_for() {
        assert_eq!(of("a/b.MJS"), "text/javascript; charset=utf-8");
        assert_eq!(of("pkg/app_bg.wasm"), "application/wasm");
        assert_eq!(of("app.js.map"), "application/json");
        assert_eq!(of("x.woff2"), "font/woff2");
        for unknown in ["README", "a.b/README", "x.", ".js/x"] {
            assert_eq!(of(unknown), UNKNOWN, "{unknown}");
        }
        assert!(is_compressible(of("a.wasm")) && !is_compressible(of("a.png")));
    }
}
