use crate::cconnect::Cconnect;
use crate::hash::{hashes, sha256_of};

#[test]
fn every_clouds_store_gets_the_archives_own_bytes() {
    let archive = "tests/archives/heartbeat-source-0.1.0.jar";
    let expected = sha256_of(archive);
    for cloud in ["aws", "Azure", "GCP"] {
        let cconnect = Cconnect::new();
        let upload = ["custom-plugin", "upload", archive, "--cloud", cloud];
        let plugin = cconnect.sandbox(&upload);
        assert_eq!(plugin["cloud"], cloud.to_uppercase());
        assert_eq!(plugin["content_format"], "JAR");
        assert_eq!(plugin["sha256"], expected.as_str());
        assert_eq!(hashes(&cconnect.sandbox_folder().join("uploads")), std::slice::from_ref(&expected), "{cloud}");
    }
}
