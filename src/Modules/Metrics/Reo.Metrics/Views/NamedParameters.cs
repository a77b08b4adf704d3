using System.Text.RegularExpressions;
using Marten;

namespace Reo.Metrics.Views;

/// <summary>A value of a statement that calls it <c>@name</c>.</summary>
internal readonly record struct Parameter(string Name, object Value);

internal static partial class NamedParameters
{
    /// <summary>Queues a statement whose parameters have names, each as often as it likes: the store knows them by position alone.</summary>
    public static void QueueNamed(this IDocumentOperations operations, string sql, IReadOnlyCollection<Parameter> parameters)
    {
        var values = new List<object>();
        var positional = Name.Replace(sql, found =>
        {
            var name = found.Groups["name"].Value;
            values.Add(parameters.First(parameter => parameter.Name == name).Value);
            return "?";
        });
        operations.QueueSqlCommand(positional, [.. values]);
    }

    [GeneratedRegex("@(?<name>[a-z_]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name { get; }
}
