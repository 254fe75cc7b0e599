package dev.ccloudconnect.heartbeat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/** Writes a signed, numbered heartbeat to a topic at a fixed interval. */
public class HeartbeatSourceConnector extends SourceConnector {
    private Map<String, String> settings;

    @Override
    public String version() {
        return Version.CURRENT;
    }

    @Override
    public ConfigDef config() {
        return HeartbeatConfig.DEFINITION;
    }

    @Override
    public Class<? extends Task> taskClass() {
        return HeartbeatSourceTask.class;
    }

    @Override
    public void start(Map<String, String> settings) {
        this.settings = settings;
    }

    /** One task whatever {@code tasks.max} says: two would number the same sequence. */
    @Override
    public List<Map<String, String>> taskConfigs(int maxTasks) {
        return List.of(settings);
    }

    @Override
    public void stop() {
        // Nothing is held outside the task.
    }
}
