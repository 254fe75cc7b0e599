#!/usr/bin/env bash
# What a program pays that uses connect-v1 alone: crates, and time and processor time of a clean debug build, beside the
# same call with plain reqwest and serde_json. The fastest of several builds.
# Usage: tests/benchmarks/hello-connect-v1.sh [RUNS]   (one run unless told; a fetch comes first and is not counted)
set -euo pipefail
cd "$(dirname "$0")/../.."
root=$PWD
runs=${1:-1}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

consumer() { # name, dependencies; the program comes from stdin
    mkdir -p "$work/$1/src"
    printf '[package]\nname = "%s"\nversion = "0.1.0"\nedition = "2024"\n\n[dependencies]\n%s\n' "$1" "$2" >"$work/$1/Cargo.toml"
    cat >"$work/$1/src/main.rs"
    # The same versions of everything, on both sides.
    cp "$root/Cargo.lock" "$work/$1"
}

tokio='tokio = { version = "1", features = ["macros", "rt"] }'

consumer sdk "$tokio
ccloud-connect = { path = \"$root/crates/sdk\", default-features = false, features = [\"connect-v1\", \"rustls\"] }" <<'RUST'
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = ccloud_connect::Client::from_env()?;
    let cluster = client.cluster(std::env::var("CONFLUENT_ENVIRONMENT_ID")?, std::env::var("KAFKA_ID")?);
    for name in cluster.connectors().names().await? {
        println!("{name}");
    }
    Ok(())
}
RUST

# TLS as the SDK has it: rustls with ring and built-in roots.
consumer plain "$tokio
reqwest = { version = \"0.13\", default-features = false, features = [\"http2\", \"json\", \"rustls-no-provider\", \"system-proxy\"] }
rustls = { version = \"0.23\", default-features = false, features = [\"ring\", \"std\", \"tls12\"] }
serde_json = \"1\"
webpki-roots = \"1\"" <<'RUST'
use std::env::var;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.into() };
    let provider = rustls::crypto::ring::default_provider().into();
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder().tls_backend_preconfigured(tls).build()?;
    let (environment, cluster) = (var("CONFLUENT_ENVIRONMENT_ID")?, var("KAFKA_ID")?);
    let url = format!("https://api.confluent.cloud/connect/v1/environments/{environment}/clusters/{cluster}/connectors");
    let (key, secret) = (var("CONFLUENT_CLOUD_API_KEY")?, var("CONFLUENT_CLOUD_API_SECRET")?);
    let request = client.get(url).basic_auth(key, Some(secret));
    let names: serde_json::Value = request.send().await?.error_for_status()?.json().await?;
    println!("{names}");
    Ok(())
}
RUST

TIMEFORMAT='%R %U %S'
clean_build() {
    { time cargo build --offline --manifest-path "$work/$1/Cargo.toml" 2>"$work/$1.log"; } 2>>"$work/$1.times"
}

for _ in $(seq "$runs"); do
    for name in sdk plain; do
        cargo fetch --quiet --manifest-path "$work/$name/Cargo.toml"
        rm -rf "$work/target"
        CARGO_TERM_COLOR=never CARGO_TARGET_DIR="$work/target" clean_build "$name" ||
            { cat "$work/$name.log" >&2 && exit 1; }
    done
done
for name in sdk plain; do
    # The program itself is none of them.
    crates=$(($(grep -c '^ *Compiling ' "$work/$name.log") - 1))
    sort -n "$work/$name.times" | awk -v name="$name" -v crates="$crates" \
        'NR == 1 { printf "%s: %d crates, %.1f s, %.1f s of processors\n", name, crates, $1, $2 + $3 }'
done
