package dev.ccloudconnect.samples;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** What all sample connectors have; being abstract, it is no plugin. */
public abstract class Sample extends SourceConnector {
    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Class<? extends Task> taskClass() {
        return null;
    }

    @Override
    public void start(Map<String, String> settings) {}

    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of();
    }

    @Override
    public void stop() {}

    /** A definition with one secret. */
    protected static ConfigDef secret(ConfigDef definition, String name) {
        return definition.define(name, Type.PASSWORD, Importance.HIGH, "A secret.");
    }
}
