use ccloud_connect_api::open_enum;

// One type each for what every API version with archives has in a type of its own.

open_enum! {
    /// A cloud provider.
    pub enum Cloud {
        /// Amazon Web Services.
        Aws = "AWS",
        /// Google Cloud.
        Gcp = "GCP",
        /// Microsoft Azure.
        Azure = "AZURE",
    }
}

open_enum! {
    /// The direction in which a plugin's connector moves data.
    pub enum PluginType {
        /// Into Kafka.
        Source = "SOURCE",
        /// Out of Kafka.
        Sink = "SINK",
    }
}

open_enum! {
    /// What an archive is, as the service says it.
    pub enum ContentFormat {
        /// A ZIP file.
        Zip = "ZIP",
        /// A JAR file.
        Jar = "JAR",
    }
}
