//! `#{e|…:a,b}`.

/// What to work out of two numbers.
pub(super) struct Operation<'a> {
    /// `+ - * / % m == != < <= > >=`
    pub(super) operator: &'a str,
    /// Whether the numbers may have fractions.
    pub(super) float: bool,
    /// Decimal places of the result.
    pub(super) places: Option<i32>,
}

impl Operation<'_> {
    /// An operand, where the text is a number.
    pub(super) fn operand(&self, text: &str) -> Option<f64> {
        let number = number(text)?;
        Some(if self.float { number } else { whole(number) })
    }

    /// The result; nothing where the operator is none. What has no result, as a division by zero, is
    /// `inf` or `nan` with fractions, and without the smallest number.
    pub(super) fn result(&self, left: f64, right: f64) -> Option<f64> {
        let truth = |holds: bool| f64::from(u8::from(holds));
        let value = match self.operator {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "%" | "m" => left % right,
            "==" => truth((left - right).abs() < 1e-9),
            "!=" => truth((left - right).abs() > 1e-9),
            "<" => truth(left < right),
            "<=" => truth(left <= right),
            ">" => truth(left > right),
            ">=" => truth(left >= right),
            _ => return None,
        };
        Some(if self.float { value } else { whole(value) })
    }

    /// A number as it is written.
    pub(super) fn text(&self, number: f64) -> String {
        // A number of places below zero is printf(3)'s own.
        let places = self.places.unwrap_or(if self.float { 2 } else { 0 });
        let places = usize::try_from(places).unwrap_or(6);
        match number.is_nan() {
            true => format!("{}nan", if number.is_sign_negative() { "-" } else { "" }),
            false => format!("{number:.places$}"),
        }
    }
}

/// The whole part, as far as 64 bits hold it.
fn whole(number: f64) -> f64 {
    match (-9.2e18..9.2e18).contains(&number) {
        // Adding zero makes a negative zero positive.
        true => number.trunc() + 0.0,
        false => i64::MIN as f64,
    }
}

/// A number as strtod(3) reads it, where there is nothing after it; nothing at all is zero.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_start();
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let hexadecimal = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"));
    let value = match hexadecimal {
        _ if text.is_empty() => 0.0,
        Some(digits) if digits.starts_with('+') => return None,
        Some(digits) => u64::from_str_radix(digits, 16).ok()? as f64,
        None if digits.starts_with(['-', '+']) => return None,
        None => digits.parse().ok()?,
    };
    Some(if negative { -value } else { value })
}
