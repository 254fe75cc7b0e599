package dev.ccloudconnect.samples.settings;

import dev.ccloudconnect.samples.Sample;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Settings that Kafka's own library adds. */
public class ClientSettings extends Sample {
    @Override
    public ConfigDef config() {
        ConfigDef definition = new ConfigDef().withClientSaslSupport();
        definition.embed("producer.", "Producer", 1, ProducerConfig.configDef());
        return definition;
    }
}
