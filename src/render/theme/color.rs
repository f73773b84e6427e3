//! Colours that can be read, made from the one the site sets.
//!
//! A county may set any colour; WCAG 2.2 AA asks for a contrast of 4.5 of text to its
//! ground. So a theme is given, beside the colour itself, the colour of text on it and
//! the colour as text on light and on dark ground, darkened or lightened until it holds.

/// Asked of text; above 4.5, because grounds are not quite white or black.
const CONTRAST: f64 = 5.2;
/// On dark ground thin strokes look thinner.
const CONTRAST_ON_DARK: f64 = 8.0;

type Rgb = [f64; 3];

/// The custom properties of a colour: `--theme-color:#1f4e8c;--theme-color-on:#fff;…`.
/// `color` is `#rrggbb`; anything else is printed as it is.
pub(super) fn properties(name: &str, color: &str) -> String {
    let name = name.replace('_', "-");
    let Some(rgb) = parse(color) else { return format!("--theme-{name}:{color};") };
    let on = if contrast(rgb, [1.0; 3]) >= contrast(rgb, [0.0; 3]) { "#fff" } else { "#000" };
    let (light, dark) = (toward(rgb, [0.0; 3], [1.0; 3], CONTRAST), toward(rgb, [1.0; 3], [0.09; 3], CONTRAST_ON_DARK));
    format!("--theme-{name}:{color};--theme-{name}-on:{on};--theme-{name}-light:{light};--theme-{name}-dark:{dark};")
}

/// The colour moved toward `end` until it can be read on `ground`.
fn toward(rgb: Rgb, end: Rgb, ground: Rgb, wanted: f64) -> String {
    let mixed = (0..=20).map(|step| {
        let share = f64::from(step) / 20.0;
        [0, 1, 2].map(|part| rgb[part] + (end[part] - rgb[part]) * share)
    });
    // The last step is `end` itself, which can be read.
    let found = mixed.map(rounded).find(|mixed| contrast(*mixed, ground) >= wanted).unwrap_or(end);
    let digits: String = found.iter().map(|part| format!("{:02x}", byte(*part))).collect();
    format!("#{digits}")
}

fn parse(color: &str) -> Option<Rgb> {
    let digits = color.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok().map(|byte| f64::from(byte) / 255.0);
    Some([part(0)?, part(2)?, part(4)?])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 255 is a byte")]
fn byte(part: f64) -> u8 {
    (part.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn rounded(rgb: Rgb) -> Rgb {
    rgb.map(|part| f64::from(byte(part)) / 255.0)
}

/// As WCAG 2.2 defines it, from 1 to 21.
fn contrast(a: Rgb, b: Rgb) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

fn luminance(rgb: Rgb) -> f64 {
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_colour_can_be_read() {
        assert!((contrast([1.0; 3], [0.0; 3]) - 21.0).abs() < 0.01);
        for color in ["#1f4e8c", "#ffff00", "#000000", "#ffffff", "#c8102e", "#777777", "#00ff00", "#0000ff"] {
            let made = properties("main_color", color);
            let parts: Vec<&str> =
                made.split(';').filter_map(|pair| pair.split_once(':').map(|(_, value)| value)).collect();
            let on = if parts[1] == "#fff" { [1.0; 3] } else { [0.0; 3] };
            assert!(contrast(parse(parts[0]).unwrap(), on) >= 4.5, "{made}");
            assert!(contrast(parse(parts[2]).unwrap(), [1.0; 3]) >= CONTRAST, "{made}");
            assert!(contrast(parse(parts[3]).unwrap(), [0.09; 3]) >= CONTRAST_ON_DARK, "{made}");
        }
        // A colour that can be read stays as it is.
        assert!(
            properties("a_b", "#1f4e8c")
                .starts_with("--theme-a-b:#1f4e8c;--theme-a-b-on:#fff;--theme-a-b-light:#1f4e8c;")
        );
    }
}
