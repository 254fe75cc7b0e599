package dev.ccloudconnect.samples.kinds;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/** Named in a services file, without which Connect does not find it. */
public class Provider implements ConfigProvider {
    /** The same, in no services file. */
    public static class Unnamed extends Provider {}

    @Override
    public ConfigData get(String path) {
        return null;
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
        return null;
    }

    @Override
    public void configure(Map<String, ?> settings) {}

    @Override
    public void close() {}
}
