package vraagbaak;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of OpenSearch. Its settings are the arguments, each NAME=VALUE. It ends with whoever started it: when nobody
 *  can write to its standard input any more. */
public final class OneNode extends Node {

    private OneNode(Settings settings, List<Class<? extends Plugin>> plugins) {
        super(
            InternalSettingsPreparer.prepareEnvironment(
                settings,
                Map.of(),
                Path.of(settings.get("path.home"), "config"),
                () -> settings.get("node.name")
            ),
            plugins,
            true
        );
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder settings = Settings.builder();
        for (String argument : arguments) {
            int end = argument.indexOf('=');
            settings.put(argument.substring(0, end), argument.substring(end + 1));
        }
        OneNode node = new OneNode(settings.build(), List.of(Netty4Plugin.class, CommonAnalysisPlugin.class));
        node.start();
        while (System.in.read() >= 0) {
        }
        node.close();
        System.exit(0);
    }
}
