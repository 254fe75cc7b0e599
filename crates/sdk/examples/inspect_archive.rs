//! What is in an archive, without an account: `cargo run --example inspect_archive -- FILE`

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name an archive")?;
    let inspection = ccloud_connect::inspect::inspect(path)?;
    println!("{}", ccloud_connect::serde_json::to_string_pretty(&inspection)?);
    Ok(())
}
