//! What every page shows around its content.

use domain::Lang;

use crate::access::Role;
use crate::assets;
use crate::operations::Refusal;

/// Language, place and who is signed in.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// The reader's language.
    pub(crate) lang: Lang,
    /// Path of the page, for the link to the other language.
    pub(crate) path: String,
    /// Name of the person.
    pub(crate) person: Option<String>,
    /// Whether nothing is due before.
    pub(crate) open: bool,
    /// Whether posts may be seen.
    pub(crate) posts: bool,
    /// Whether accounts may be kept.
    pub(crate) people: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call methods and pass references"
)]
impl Frame {
    /// The text of the reader's language.
    pub(crate) fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// A refusal in the reader's language.
    pub(crate) fn say(&self, refusal: &Refusal) -> &'static str {
        refusal.sentence(self.lang)
    }

    /// A role in the reader's language.
    pub(crate) fn role(&self, role: &Role) -> &'static str {
        role.name(self.lang)
    }

    /// The language as pages declare it.
    pub(crate) fn code(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// Addresses of the web files.
    pub(crate) fn styles(&self) -> [&'static str; 2] {
        [assets::TABLER, assets::MINGZHANG]
    }

    /// Address of the script for partial updates.
    pub(crate) fn script(&self) -> &'static str {
        assets::HTMX
    }
}
