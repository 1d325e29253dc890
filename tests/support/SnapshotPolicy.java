import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.elasticsearch.common.Strings;
import org.elasticsearch.xcontent.ToXContent;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.json.JsonXContent;
import org.elasticsearch.xpack.core.slm.SnapshotLifecyclePolicy;

/** Reads the body of `PUT _slm/policy/ID` from standard input as Elasticsearch does; says what it made of it. */
public class SnapshotPolicy {
    public static void main(String[] arguments) throws Exception {
        String body = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        try (var parser = JsonXContent.jsonXContent.createParser(XContentParserConfiguration.EMPTY, body);
             var builder = JsonXContent.contentBuilder()) {
            var policy = SnapshotLifecyclePolicy.parse(parser, arguments[0]);
            var wrong = policy.validate();
            if (wrong != null) {
                throw wrong;
            }
            policy.toXContent(builder, ToXContent.EMPTY_PARAMS);
            System.out.println(Strings.toString(builder));
            System.out.println(Instant.ofEpochMilli(policy.calculateNextExecution(0, Clock.systemUTC())));
        }
    }
}
