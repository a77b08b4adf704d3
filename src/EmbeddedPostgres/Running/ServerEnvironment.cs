using System.Collections;

namespace Reo.EmbeddedPostgres.Running;

internal static class ServerEnvironment
{
    /// <summary>The changes that keep the user's PostgreSQL variables and language out of the server.</summary>
    public static Dictionary<string, string?> Clean()
    {
        var changes = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith("PG", StringComparison.Ordinal))
                changes[name] = null;
        }

        changes["LC_ALL"] = "C";
        changes["LANG"] = null;
        changes["LANGUAGE"] = null;
        return changes;
    }
}
