//! The state folder: who waits for it, what survives in it, what is said when it cannot be used.

mod support;

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use ccloud_connect_sandbox::{Sandbox, reset_with};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(20);

fn telling() -> (impl FnOnce(&std::path::Path) + Send + 'static, mpsc::Receiver<PathBuf>) {
    let (tell, told) = mpsc::channel();
    (move |path: &std::path::Path| tell.send(path.to_owned()).unwrap(), told)
}

#[tokio::test]
async fn waiting_for_the_folder_is_told_and_ends_when_it_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let first = Sandbox::builder().state_dir(folder.path()).start().await.unwrap();
    let (tell, told) = telling();
    let second = tokio::spawn(Sandbox::builder().state_dir(folder.path()).on_wait(tell).start());
    let waited_for = tokio::task::spawn_blocking(move || told.recv_timeout(LONG)).await.unwrap();
    assert_eq!(waited_for.unwrap(), folder.path());
    assert!(!second.is_finished());
    first.shutdown().await;
    second.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_free_folder_is_waited_for_by_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (tell, told) = telling();
    Sandbox::builder().state_dir(folder.path()).on_wait(tell).start().await.unwrap();
    assert!(told.try_recv().is_err());
    let (tell, told) = telling();
    reset_with(folder.path(), tell).unwrap();
    assert!(told.try_recv().is_err());
}

#[test]
fn a_wait_holds_up_neither_its_runtime_nor_those_that_come_after() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let holding = runtime();
    let holder = holding.block_on(Sandbox::builder().state_dir(folder.path()).start()).unwrap();
    let (tell, told) = telling();
    let waiting = runtime();
    waiting.spawn(Sandbox::builder().state_dir(folder.path()).on_wait(tell).start());
    told.recv_timeout(LONG).unwrap();
    let (ended, end) = mpsc::channel();
    std::thread::spawn(move || {
        drop(waiting);
        ended.send(()).unwrap();
    });
    end.recv_timeout(LONG).unwrap();
    drop(holder);
    holding.block_on(Sandbox::builder().state_dir(folder.path()).start()).unwrap();
}

#[tokio::test]
async fn a_reset_tells_that_it_waits() {
    let folder = tempfile::tempdir().unwrap();
    let holder = Sandbox::builder().state_dir(folder.path()).start().await.unwrap();
    let (tell, told) = telling();
    let path = folder.path().to_owned();
    let cleared = std::thread::spawn(move || reset_with(&path, tell));
    assert_eq!(told.recv_timeout(LONG).unwrap(), folder.path());
    holder.shutdown().await;
    cleared.join().unwrap().unwrap();
}
