use super::{Archive, Parcel, UploadEvent};
use crate::Error;
#[cfg(feature = "inspect")]
use crate::inspect::{self, Inspection};

/// An archive as it will be sent, and what is in it, where that was looked at.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    pub(crate) archive: Archive,
    #[cfg(feature = "inspect")]
    pub(crate) inspection: Option<Inspection>,
}

/// What everything that was made ready tells of its archive, and of what it found in it.
macro_rules! looked_into {
    ($($warnings:ident).+) => {
        /// What is in the archive; `None` where it was not looked into.
        #[cfg(feature = "inspect")]
        pub fn inspection(&self) -> Option<&$crate::inspect::Inspection> {
            self.ready.inspection.as_ref()
        }

        /// What a folder or a `tar.gz` was packed as; `None` where the file goes as it is.
        #[cfg(feature = "inspect")]
        pub fn packed(&self) -> Option<&$crate::inspect::Packed> {
            self.ready.archive.packed()
        }

        /// What to know before it is sent.
        #[cfg(feature = "inspect")]
        pub fn warnings(&self) -> &[$crate::inspect::Warning] {
            &self.$($warnings).+
        }
    };
}
pub(crate) use looked_into;

impl Parcel {
    /// Packs what is to be packed, and looks into it where that is wished.
    pub(crate) async fn make_ready(&self, inspects: bool) -> Result<Ready, Error> {
        self.tell(UploadEvent::Inspecting);
        let path = self.path.clone();
        let work = tokio::task::spawn_blocking(move || Ready::make(&path, inspects)).await;
        work.unwrap_or_else(|broken| match broken.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::Input(format!("`{}` was not looked into", self.path.display()))),
        })
    }
}

impl Ready {
    /// In lower-case hex.
    #[cfg(all(feature = "inspect", feature = "connect-custom-plugin-v1"))]
    pub(crate) async fn sha256(&self) -> Result<String, Error> {
        if let Some(packed) = self.archive.packed() {
            return Ok(packed.sha256().to_owned());
        }
        let path = self.archive.path.clone();
        let hashed = tokio::task::spawn_blocking(move || inspect::sha256(&path)).await;
        let hashed = hashed.unwrap_or_else(|broken| Err(std::io::Error::other(broken)));
        hashed.map_err(|source| self.archive.unreadable(source))
    }

    #[cfg(not(feature = "inspect"))]
    fn make(path: &std::path::Path, _: bool) -> Result<Self, Error> {
        Ok(Self { archive: Archive::look_at(path)? })
    }

    #[cfg(feature = "inspect")]
    fn make(path: &std::path::Path, inspects: bool) -> Result<Self, Error> {
        if inspect::is_to_be_packed(path) {
            let packed = inspect::pack(path)?;
            let inspection = inspects.then(|| packed.inspect()).transpose()?;
            return Ok(Self { archive: Archive::of_packed(packed), inspection });
        }
        let archive = Archive::look_at(path)?;
        let inspection = inspects.then(|| inspect::inspect_unhashed(path)).transpose()?;
        archive.check_unchanged()?;
        Ok(Self { archive, inspection })
    }
}
