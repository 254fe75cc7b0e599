package dev.ccloudconnect.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Connector;
import org.apache.kafka.connect.runtime.isolation.DelegatingClassLoader;
import org.apache.kafka.connect.runtime.isolation.PluginDesc;
import org.apache.kafka.connect.runtime.isolation.PluginScanResult;
import org.apache.kafka.connect.runtime.isolation.PluginSource;
import org.apache.kafka.connect.runtime.isolation.PluginUtils;
import org.apache.kafka.connect.runtime.isolation.ClassLoaderFactory;
import org.apache.kafka.connect.runtime.isolation.ReflectionScanner;
import org.apache.kafka.connect.runtime.isolation.ServiceLoaderScanner;

/**
 * Prints what the plugins of an unpacked archive say of themselves, as one line of tab-separated values each, in the same
 * way as a worker would learn it: found by the worker's own scanners, in a class loader of their own.
 *
 * <pre>
 * plugin  TYPE  CLASS  VERSION
 * secret  CLASS  KEY                for each PASSWORD key of a connector's config()
 * key     CLASS  KEY  TYPE          for each other key
 * failed  CLASS  REASON             for a connector whose config() could not be called
 * </pre>
 */
public final class Truth {
    private Truth() {}

    /** Takes a folder whose children are plugins: folders of JARs, or JARs. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]).toRealPath();
        ClassLoaderFactory factory = new ClassLoaderFactory();
        DelegatingClassLoader parent = factory.newDelegatingClassLoader(Truth.class.getClassLoader());
        Set<PluginSource> sources = new LinkedHashSet<>();
        for (PluginSource source : PluginUtils.pluginSources(
                PluginUtils.pluginLocations(folder.toString(), true), parent, factory)) {
            // The worker's own plugins are not the archive's.
            if (source.isolated()) {
                sources.add(source);
            }
        }
        PluginScanResult found = new PluginScanResult(
                List.of(new ReflectionScanner().discoverPlugins(sources), new ServiceLoaderScanner().discoverPlugins(sources)));
        Set<String> lines = new TreeSet<>();
        found.forEach(plugin -> {
            lines.add(String.join("\t", "plugin", plugin.typeName(), plugin.className(), plugin.version()));
            if (Connector.class.isAssignableFrom(plugin.pluginClass())) {
                lines.addAll(settings(plugin));
            }
        });
        lines.forEach(System.out::println);
    }

    private static List<String> settings(PluginDesc<?> plugin) {
        List<String> lines = new ArrayList<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(plugin.loader());
        try {
            Connector connector = (Connector) plugin.pluginClass().getDeclaredConstructor().newInstance();
            Map<String, ConfigDef.ConfigKey> keys = new TreeMap<>(connector.config().configKeys());
            keys.forEach((name, key) -> lines.add(key.type() == ConfigDef.Type.PASSWORD
                    ? String.join("\t", "secret", plugin.className(), name)
                    : String.join("\t", "key", plugin.className(), name, String.valueOf(key.type()))));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            lines.add(String.join("\t", "failed", plugin.className(), String.valueOf(e).replaceAll("\\s+", " ")));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return lines;
    }
}
