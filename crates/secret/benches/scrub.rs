//! How long it takes to prepare for 100 secrets of 32 bytes, and to scrub one MiB of several kinds of text.

use std::hint::black_box;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ccloud_connect_secret::{Redactor, Secret};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

const MIB: usize = 1 << 20;

/// Numbers without a pattern, the same in each run.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits")
    }

    fn text(&mut self, length: usize, letters: &[u8]) -> String {
        (0..length).map(|_| char::from(letters[self.next() % letters.len()])).collect()
    }
}

fn redactor(secrets: &[Secret]) -> Redactor {
    let redactor = Redactor::new();
    for secret in secrets {
        redactor.learn(secret);
    }
    redactor
}

fn filled(mut line: impl FnMut() -> String) -> String {
    let mut text = String::with_capacity(MIB + 1024);
    while text.len() < MIB {
        text.push_str(&line());
    }
    text.truncate(MIB);
    text
}

fn texts(noise: &mut Noise, secrets: &[Secret]) -> Vec<(&'static str, String)> {
    let mut id = Noise(7);
    let log = filled(|| {
        let (task, offset) = (id.next() % 8, id.next());
        format!(
            "2026-11-21T17:02:32.{:03}Z INFO WorkerSinkTask{{id=orders-s3-{task}}} Committing offsets asynchronously using \
             sequence number {offset}: {{orders-{task}=OffsetAndMetadata{{offset={offset}, metadata=''}}}}\n",
            offset % 1000
        )
    });
    let mut id = Noise(8);
    let json = filled(|| {
        format!(
            "{{\"name\":\"orders-{}\",\"config\":{{\"connector.class\":\"S3_SINK\",\"topics\":\"orders,refunds\",\
             \"tasks.max\":\"{}\",\"topics.dir\":\"a/b\"}},\"trace\":\"java.lang.Error: none\\n\\tat A.b(C.java:1)\"}},",
            id.next(),
            id.next() % 10
        )
    });
    let within = json.replace('\\', "\\\\").replace('"', "\\\"");
    let url = filled(|| format!("https://h.example/a%2Fb?q={}%20{}+x\n", id.next(), id.next()));
    let bytes: Vec<u8> = (0..MIB).map(|_| noise.next().to_le_bytes()[0]).collect();
    let mut base64 = STANDARD.encode(bytes);
    base64.truncate(MIB);
    let mut id = Noise(9);
    let told = filled(|| {
        let secret = secrets[id.next() % secrets.len()].expose();
        format!("{log:.2000}password={secret}\n")
    });
    vec![
        ("log", log),
        ("json", json),
        ("json within json", within),
        ("urls", url),
        ("base64", base64),
        ("secrets in a log", told),
    ]
}

fn scrub(criterion: &mut Criterion) {
    let mut noise = Noise(1);
    let printable: Vec<u8> = (b' '..=b'~').collect();
    let secrets: Vec<Secret> = (0..100).map(|_| noise.text(32, &printable).into()).collect();
    let texts = texts(&mut noise, &secrets);

    criterion.bench_function("build", |bencher| {
        bencher.iter_batched(|| redactor(&secrets), |redactor| redactor.scrub("x"), BatchSize::SmallInput);
    });

    let ready = redactor(&secrets);
    let mut group = criterion.benchmark_group("one MiB");
    group.throughput(Throughput::Bytes(MIB as u64));
    for (kind, text) in &texts {
        group.bench_function(*kind, |bencher| bencher.iter(|| ready.scrub(black_box(text))));
    }
    ready.learn(&"four".into());
    let (_, log) = &texts[0];
    group.bench_function("log, one secret of four bytes", |bencher| bencher.iter(|| ready.scrub(black_box(log))));
}

criterion_group!(benches, scrub);
criterion_main!(benches);
