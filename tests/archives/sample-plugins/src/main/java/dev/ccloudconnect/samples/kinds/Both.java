package dev.ccloudconnect.samples.kinds;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;

/** Of two kinds at once. */
public class Both implements Converter, HeaderConverter {
    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {}

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public byte[] fromConnectData(String topic, Schema schema, Object value) {
        return null;
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte[] value) {
        return null;
    }

    @Override
    public SchemaAndValue toConnectHeader(String topic, String header, byte[] value) {
        return null;
    }

    @Override
    public byte[] fromConnectHeader(String topic, String header, Schema schema, Object value) {
        return null;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public void close() {}
}
