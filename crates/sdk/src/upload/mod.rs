//! Archives on their way to the object store: presign, store, and whatever can go wrong between the two.
//!
//! The store belongs to a cloud provider. It is reached with a bare client of its own, to which no credentials of ours
//! are known, and by one of two ways: a signed form (AWS) or a signed URL to PUT to (Azure, Google).

mod archive;
mod destination;
mod expiry;
mod form;
mod gauge;
mod integrity;
mod pace;
mod parcel;
mod policy;
mod progress;
mod put;
mod reader;
#[cfg(any(feature = "ccpm-v1", feature = "connect-custom-plugin-v1"))]
mod ready;
mod refusal;
mod store;

pub(crate) use archive::Archive;
pub use archive::{Format, LARGEST_ARCHIVE};
pub(crate) use destination::{Destination, Presigned};
pub(crate) use parcel::{LOCATION, Parcel, settings, within_deadline};
pub use progress::{Phase, Progress, UploadEvent};
#[cfg(any(feature = "ccpm-v1", feature = "connect-custom-plugin-v1"))]
pub(crate) use ready::{Ready, looked_into};
pub use refusal::Refusal;
pub(crate) use store::{Delivery, Stored};
