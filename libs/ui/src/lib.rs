//! The pages' look: accessible HTML components on the Designsystemet stylesheet, in French.
//!
//! A page author calls components with typed values and never writes a class name, so that
//! another skin can be put on the house by changing this crate alone. `README.md` shows each
//! component with one example; [`gallery`] shows them on a page.

mod alert;
mod asset;
mod bars;
mod button;
mod card;
mod choice;
mod confirm;
mod curve;
mod document;
mod field;
mod form;
pub mod fr;
mod frame;
mod gallery;
mod hue;
mod icon;
mod layout;
mod live;
mod mark_sheet;
mod menu;
mod nav;
mod phone;
mod picture;
mod prose;
mod roll_sheet;
mod slip;
mod small_frame;
mod table;
mod tag;
mod text;
mod text_sheet;
mod timeline;
mod tone;
mod tools;
mod week_grid;

pub use alert::{Alert, Notice};
pub use asset::{
    Asset, CACHE_FOREVER, CONTENT_SECURITY_POLICY, STATIC_PREFIX, asset, asset_names, href,
};
pub use bars::Bars;
pub use button::{Button, button_bar, main_action, post_button};
pub use card::{Empty, Figure, Tile, card, details, details_open, figures, tiles};
pub use choice::{Checkbox, Choices, Select};
pub use confirm::Confirm;
pub use curve::Curve;
pub use document::Document;
pub use field::{Field, Width, hidden};
pub use form::{ErrorSummary, Filters, Form, fieldset, selection_count, selection_of_all};
pub use frame::{Demo, Frame, Person, Place, Search};
pub use gallery::{gallery, gallery_pages};
pub use hue::{Hue, HueChoice};
pub use icon::{Icon, logo};
pub use layout::{columns, section, stack};
pub use live::{Live, Progress, Refreshed};
pub use mark_sheet::{MarkCell, MarkColumn, MarkRow, MarkSheet};
pub use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
pub use menu::{Entry, MenuSection};
pub use nav::{Paging, Tabs, breadcrumbs};
pub use phone::phone_bubble;
pub use picture::picture;
pub use prose::{contents, prose};
pub use roll_sheet::{Presence, RollEntry, RollSheet};
pub use slip::{on_screen, slips};
pub use small_frame::SmallFrame;
pub use table::{Column, Direction, Row, Table};
pub use tag::{Badge, Tag};
pub use text::{Link, code, definitions, h2, h3, lead, list, muted, number, p, pre, sr_only};
pub use text_sheet::{TextEntry, TextSheet};
pub use timeline::Timeline;
pub use tone::Tone;
pub use tools::Tool;
pub use week_grid::{Mark, WeekCell, WeekGrid, legend};

/// Text owned by page data: free when it is written in the program, owned when it is computed.
pub type Text = std::borrow::Cow<'static, str>;
