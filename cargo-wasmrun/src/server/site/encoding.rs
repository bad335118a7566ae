//! Whether a client takes gzip (RFC 9110, section 12.5.3). Pure.

/// Whether an `Accept-Encoding` header allows gzip.
pub(super) fn takes_gzip(header: Option<&str>) -> bool {
    let weight = |wanted: &str| {
        header.unwrap_or_default().split(',').find_map(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let name = pieces.next()?;
            let refused = pieces.any(|piece| is_zero(piece.strip_prefix("q=")));
            name.eq_ignore_ascii_case(wanted).then_some(!refused)
        })
    };
    weight("gzip").or_else(|| weight("*")).unwrap_or(false)
}

fn is_zero(quality: Option<&str>) -> bool {
    quality.is_some_and(|quality| quality.parse::<f32>().is_ok_and(|quality| quality == 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_used_where_it_is_taken() {
        for yes in ["gzip", "deflate, GZIP;q=0.5", "br, *", "gzip ; q=1.0"] {
            assert!(takes_gzip(Some(yes)), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip;q=0.000, *", "*;q=0", "gzipped"] {
            assert!(!takes_gzip(Some(no)), "{no}");
        }
        assert!(!takes_gzip(None));
    }
}
