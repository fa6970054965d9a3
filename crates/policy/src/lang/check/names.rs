//! Names and words: columns, parameters, the words of Code columns.

use std::ops::Range;

use super::{Checker, typed};
use crate::lang::errors::{meant, say};
use crate::lang::typed::{Kind, Node, Ty, Typed, column_type};
use crate::pack::{Param, Text, Value};

/// The name of the day of evaluation.
pub(crate) const AS_OF: &str = "as_of";

impl Checker<'_> {
    /// What a name stands for: the day of evaluation, a column of the table, a parameter of the
    /// pack.
    pub(super) fn name(&mut self, name: &str, at: &Range<usize>) -> Typed {
        if name == AS_OF {
            return typed(at, Ty::plain(Kind::Date), Node::AsOf);
        }
        let column = self.table.position(name);
        let param = self.params.by_name.get(name);
        match (column, param) {
            (Some(_), Some(_)) => {
                let message = say(
                    format!("{name} 既是列名又是参数名"),
                    format!("{name} is both a column and a parameter"),
                );
                self.error(at, message, say("请给参数改名", "give the parameter another name"));
                Self::wrong(at)
            }
            (Some(column), None) => {
                typed(at, column_type(self.table, column), Node::Column(column))
            }
            (None, Some(param)) => typed(at, Ty::of(param.ty, &[]), Node::Param(name.to_owned())),
            (None, None) => self.unknown_name(name, at),
        }
    }

    fn unknown_name(&mut self, name: &str, at: &Range<usize>) -> Typed {
        let table = self.table.name;
        let message = say(
            format!("{table} 没有列 {name}，也没有这个参数"),
            format!("{table} has no column {name}, and there is no such parameter"),
        );
        let columns = self.table.columns.iter().map(|c| c.name);
        let params = self.params.by_name.keys().map(String::as_str);
        let mut hint = meant(name, columns.chain(params).chain([AS_OF]));
        if hint == Text::default() {
            hint = say("列见 docs/facts.md", "for the columns see docs/facts.md");
        }
        self.error(at, message, hint);
        Self::wrong(at)
    }

    /// Where a text stands beside a Code, it must be one of the Code's words, and becomes its
    /// number.
    pub(super) fn adopt_word(&mut self, part: &mut Typed, beside: Ty) {
        let Kind::Code(words) = beside.kind else { return };
        let Node::Text(text) = &part.node else { return };
        let number = words.iter().position(|w| w == text).map(|i| i as i64 + 1);
        let number = number.or_else(|| text.is_empty().then_some(0));
        if let Some(number) = number {
            part.node = Node::Word(number);
        } else {
            let message = no_such_word(text);
            self.error(&part.at, message, allowed(words));
            part.node = Node::Wrong;
        }
        part.ty = beside;
    }

    /// Every word that a parameter has ever held must be a word of the Code that is looked up in
    /// it.
    pub(super) fn words_of_code(&mut self, subject: &Typed, list: &Typed) {
        let (Kind::Code(words), Node::Param(name)) = (subject.ty.kind, &list.node) else { return };
        let Some(param) = self.params.by_name.get(name) else { return };
        let strangers: Vec<&String> =
            listed(param).filter(|w| !w.is_empty() && !words.contains(&w.as_str())).collect();
        if let Some(first) = strangers.first() {
            let message = no_such_word(first);
            self.error(&list.at, message, allowed(words));
        }
    }
}

/// All words of all values of a parameter.
fn listed(param: &Param) -> impl Iterator<Item = &String> {
    param.values.iter().flat_map(|dated| match &dated.value {
        Value::Words(words) => words.iter(),
        _ => [].iter(),
    })
}

fn no_such_word(word: &str) -> Text {
    say(format!("这一列没有“{word}”这个词"), format!("the column knows no word '{word}'"))
}

fn allowed(words: &[&str]) -> Text {
    say(format!("可用的词：{}", words.join("、")), format!("its words: {}", words.join(", ")))
}
