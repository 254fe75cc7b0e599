package dev.ccloudconnect.samples.kinds;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.sink.SinkConnector;

/** Has no constructor that Connect could call; the nested one has. */
public class ParameterSink extends SinkConnector {
    /** A sink that can be made. */
    public static class Plain extends ParameterSink {
        /** As Connect calls it. */
        public Plain() {
            super(1);
        }
    }

    ParameterSink(int parameter) {
        assert parameter == 1;
    }

    @Override
    public ConfigDef config() {
        return new ConfigDef();
    }

    @Override
    public String version() {
        return "1";
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
}
