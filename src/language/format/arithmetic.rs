//! `#{e|…:a,b}`.

/// What to work out of two numbers.
pub(super) struct Operation<'a> {
    /// `+ - * / % m == != < <= > >=`
    pub(super) operator: &'a str,
    /// Whether the numbers may have fractions.
    pub(super) float: bool,
    /// Decimal places of the result.
    pub(super) places: Option<usize>,
}

impl Operation<'_> {
    /// The result; empty where an operand is no number, or there is none (division by zero).
    pub(super) fn result(&self, left: &str, right: &str) -> String {
        let number = |text: &str| {
            let number: f64 = text.trim().parse().ok()?;
            Some(if self.float { number } else { number.trunc() }).filter(|n| n.is_finite())
        };
        let (Some(left), Some(right)) = (number(left), number(right)) else {
            return String::new();
        };
        let truth = |holds: bool| f64::from(u8::from(holds));
        let value = match self.operator {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "%" | "%%" | "m" => left % right,
            "==" => truth((left - right).abs() < 1e-9),
            "!=" => truth((left - right).abs() >= 1e-9),
            "<" => truth(left < right),
            "<=" => truth(left <= right),
            ">" => truth(left > right),
            ">=" => truth(left >= right),
            _ => return String::new(),
        };
        if !value.is_finite() {
            return String::new();
        }
        let value = if self.float { value } else { value.trunc() };
        let places = self.places.unwrap_or(if self.float { 2 } else { 0 }).min(30);
        // Adding zero makes a negative zero positive.
        format!("{:.places$}", value + 0.0)
    }
}
