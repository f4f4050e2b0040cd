//! `500M` -> bytes.

/// A number of bytes, with K, M, G or T for powers of 1024 (`KiB` and `KB` mean the same).
pub(super) fn parse(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let number: u64 = digits.trim().parse().map_err(|_| format!("not a size: `{text}`; expected one such as 500M"))?;
    let unit = text.get(digits.len()..).unwrap_or_default().to_ascii_uppercase();
    let shift = match unit.as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        "T" | "TB" | "TIB" => 40,
        _ => return Err(format!("unknown unit of size in `{text}`; expected K, M or G")),
    };
    number.checked_mul(1 << shift).ok_or_else(|| format!("too large a size: `{text}`"))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes_are_read() {
        assert_eq!(parse("17"), Ok(17));
        assert_eq!(parse("2k"), Ok(2048));
        assert_eq!(parse("1 GiB"), Ok(1 << 30));
        for text in ["", "M", "1X", "-1", "1.5G", "99999999999T"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
