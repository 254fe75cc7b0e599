//! Starting, asking and stopping a sandbox.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::auth::Identity;
use crate::clock::Clock;
use crate::cloud::{CLUSTER, Cloud, ENVIRONMENT, Home, Memory, Shared};
use crate::error::Error;
use crate::faults::{Fault, Plan};
use crate::key::Key;
use crate::line::{Line, Lines};
use crate::logs::Limit;
use crate::persist::Folder;
use crate::routes;
use crate::state::State;
use crate::store::Store;
use crate::store::external::ExternalStore;

type OnWait = Box<dyn FnOnce(&Path) + Send>;

/// How a sandbox is to run; see [`Sandbox::builder`].
pub struct Builder {
    listen: SocketAddr,
    state_dir: Option<PathBuf>,
    on_wait: OnWait,
    provisioning_time: Duration,
    lag: Duration,
    external_store: Option<ExternalStore>,
    faults: Vec<Fault>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            state_dir: None,
            on_wait: Box::new(|_| ()),
            provisioning_time: Duration::from_secs(3),
            lag: Duration::ZERO,
            external_store: None,
            faults: Vec::new(),
        }
    }
}

impl Builder {
    /// The loopback address to listen on. Default: a free port of 127.0.0.1.
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Keeps the state in this folder, so that a later sandbox goes on from there. One sandbox at a time uses a folder:
    /// another one's [`start`](Self::start) waits. Default: nothing is kept.
    pub fn state_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_dir = Some(path.into());
        self
    }

    /// Called with the state folder when another sandbox uses it, once, before [`start`](Self::start) waits for that one.
    /// Dropping the future of `start` ends the wait, and no wait keeps a runtime or a process from ending. Default:
    /// nothing is called.
    pub fn on_wait(mut self, tell: impl FnOnce(&Path) + Send + 'static) -> Self {
        self.on_wait = Box::new(tell);
        self
    }

    /// How long a new connector is PROVISIONING, an offsets request PENDING, and a plugin version or an artifact
    /// PROCESSING. Default 3 s: long enough to be seen,
    /// short enough to wait for.
    pub fn provisioning_time(mut self, time: Duration) -> Self {
        self.provisioning_time = time;
        self
    }

    /// How long a connector still shows its old state after it was paused, resumed, restarted or given other settings, as
    /// the real service does. Default: not at all.
    pub fn lag(mut self, time: Duration) -> Self {
        self.lag = time;
        self
    }

    /// Sends uploads to AWS to this S3 server instead of the sandbox's own store. Default: the own store.
    pub fn external_store(mut self, store: ExternalStore) -> Self {
        self.external_store = Some(store);
        self
    }

    /// Disturbs calls; several faults may be given. More can be added while the sandbox runs, see [`Sandbox::add_fault`].
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Starts serving on the current tokio runtime.
    pub async fn start(self) -> Result<Sandbox, Error> {
        if !self.listen.ip().is_loopback() {
            return Err(Error::NotLoopback(self.listen));
        }
        if self.external_store.as_ref().is_some_and(|store| store.authority().is_none()) {
            return Err(Error::StoreEndpoint);
        }
        let ground = prepare(self.state_dir, self.on_wait).await?;
        let listening = |source| Error::Listen { address: self.listen, source };
        let listener = TcpListener::bind(self.listen).await.map_err(listening)?;
        let address = listener.local_addr().map_err(listening)?;
        let cloud = Arc::new(Cloud {
            endpoint: format!("http://{address}"),
            identity: Identity::derive(&ground.key),
            store: Store::new(&ground.key, ground.uploads, ground.temporary, address.to_string(), self.external_store),
            key: ground.key,
            faults: Plan::new(self.faults),
            searches: Limit::default(),
            clock: Clock::default(),
            provisioning: SignedDuration::try_from(self.provisioning_time).unwrap_or(SignedDuration::MAX),
            lag: SignedDuration::try_from(self.lag).unwrap_or(SignedDuration::MAX),
            memory: Mutex::new(Memory { state: ground.state, home: ground.home }),
        });
        Ok(serve(listener, address, cloud))
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("listen", &self.listen)
            .field("state_dir", &self.state_dir)
            .field("provisioning_time", &self.provisioning_time)
            .field("lag", &self.lag)
            .field("external_store", &self.external_store)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}

/// What lies ready before the first request.
struct Ground {
    key: Key,
    state: State,
    home: Home,
    uploads: PathBuf,
    temporary: Option<tempfile::TempDir>,
}

async fn prepare(state_dir: Option<PathBuf>, on_wait: OnWait) -> Result<Ground, Error> {
    let Some(path) = state_dir else { return ground_in_memory() };
    let failed = |source| Error::Folder { path: path.clone(), source };
    let opened = path.clone();
    let (done, opening) = oneshot::channel();
    let open = move || {
        // Nobody listens any more: what was opened is free again.
        let _ = done.send(ground_in(&opened, on_wait));
    };
    // Waiting for a lock blocks and has no end of its own. A runtime waits for its blocking tasks when it ends, and
    // nobody for this thread.
    std::thread::Builder::new().spawn(open).map_err(failed)?;
    opening.await.map_err(|lost| failed(std::io::Error::other(lost)))?
}

fn ground_in_memory() -> Result<Ground, Error> {
    let made = tempfile::Builder::new().prefix("ccloud-connect-sandbox-").tempdir();
    let folder = made.map_err(|source| Error::Folder { path: std::env::temp_dir(), source })?;
    let uploads = folder.path().to_owned();
    Ok(Ground { key: Key::generate(), state: State::default(), home: Home::InMemory, uploads, temporary: Some(folder) })
}

fn ground_in(path: &Path, on_wait: OnWait) -> Result<Ground, Error> {
    let folder = Folder::open(path, on_wait)?;
    let (key, state, uploads) = (folder.key()?, folder.load()?, folder.uploads()?);
    Ok(Ground { key, state, home: Home::Folder(folder), uploads, temporary: None })
}

fn serve(listener: TcpListener, address: SocketAddr, cloud: Shared) -> Sandbox {
    let (stop, stopped) = oneshot::channel::<()>();
    let app = routes::router(Arc::clone(&cloud)).into_make_service_with_connect_info::<Line>();
    let server = tokio::spawn(async move {
        let until = async move {
            // Also when the sandbox is dropped, which closes the channel.
            let _ = stopped.await;
        };
        // Serving ends when it is told to; there is no other way for it to fail.
        let _ = axum::serve(Lines(listener), app).with_graceful_shutdown(until).await;
    });
    Sandbox { address, cloud, stop: Some(stop), server: Some(server) }
}

/// A running sandbox; dropping it stops it.
///
/// It listens on loopback and knows one environment, [`env-sandbox`](Self::environment), with one Kafka cluster,
/// [`lkc-sandbox`](Self::cluster).
pub struct Sandbox {
    address: SocketAddr,
    cloud: Shared,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox on a free port, with a state that is gone with it.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// A sandbox with options.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Where the API is, without a slash at its end: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> &str {
        &self.cloud.endpoint
    }

    /// Where the metrics are: the same address, as one listener serves all.
    pub fn telemetry_endpoint(&self) -> &str {
        self.endpoint()
    }

    /// Where the log search is: the same address.
    pub fn logging_endpoint(&self) -> &str {
        self.endpoint()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Key of the one Cloud API key pair it accepts.
    pub fn api_key(&self) -> &str {
        &self.cloud.identity.api_key
    }

    /// Secret of the key pair. Generated, and worth nothing elsewhere.
    pub fn api_secret(&self) -> &str {
        &self.cloud.identity.api_secret
    }

    /// The bearer token it accepts, except where only a key will do. It serves as the data-plane token of the log search,
    /// too.
    pub fn access_token(&self) -> &str {
        &self.cloud.identity.access_token
    }

    /// Id of its environment.
    pub fn environment(&self) -> &str {
        ENVIRONMENT
    }

    /// Id of its Kafka cluster.
    pub fn cluster(&self) -> &str {
        CLUSTER
    }

    /// Id of its organization, a UUID.
    pub fn organization(&self) -> &str {
        &self.cloud.identity.organization
    }

    /// The file an upload was stored in, once it has arrived; nothing when it went to an external store.
    pub fn stored(&self, upload_id: &str) -> Option<PathBuf> {
        let arrived =
            self.cloud.read(|state| state.uploads.get(upload_id).is_some_and(|upload| upload.arrived.is_some()));
        arrived.then(|| self.cloud.store.file(upload_id))
    }

    /// The file that a custom plugin without versions was made from, likewise.
    pub fn archive_of(&self, plugin_id: &str) -> Option<PathBuf> {
        let upload_id = self.cloud.read(|state| state.plugins.get(plugin_id).map(|plugin| plugin.upload_id.clone()));
        self.stored(&upload_id?)
    }

    /// Sets the sandbox's clock ahead, so that tests of waiting and expiry need not wait.
    pub fn advance(&self, by: Duration) {
        self.cloud.clock.advance(by);
    }

    /// Disturbs calls from now on; what was ordered before stays.
    pub fn add_fault(&self, fault: Fault) {
        self.cloud.faults.add(fault);
    }

    /// Lets calls be as they are again.
    pub fn clear_faults(&self) {
        self.cloud.faults.clear();
    }

    /// Lets running requests end, for two seconds at most, and frees the state folder. All state is saved before: each
    /// change is written before it is answered.
    pub async fn shutdown(mut self) {
        drop(self.stop.take());
        self.cloud.faults.end();
        if let Some(server) = self.server.take() {
            // A client that never stops sending is left behind.
            let _ = tokio::time::timeout(Duration::from_secs(2), server).await;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.cloud.faults.end();
        self.cloud.close();
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("endpoint", &self.cloud.endpoint).finish_non_exhaustive()
    }
}

/// Forgets everything a sandbox kept in this folder, its credentials included. Waits for one that still uses it. What
/// is not a sandbox's stays, and a folder that no sandbox ever used, or that is not there, is left as it is.
pub fn reset(dir: &Path) -> Result<(), Error> {
    reset_with(dir, |_| ())
}

/// As [`reset`], and calls `on_wait` with the folder, once, when another sandbox uses it and has to be waited for.
pub fn reset_with(dir: &Path, on_wait: impl FnOnce(&Path)) -> Result<(), Error> {
    Folder::find(dir, on_wait)?.map_or(Ok(()), |folder| folder.clear())
}
