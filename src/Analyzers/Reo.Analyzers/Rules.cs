using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Reo.Analyzers;

/// <summary>Every diagnostic of the package. Each has a page of its id in docs/rules, which the package holds too.</summary>
internal static class Rules
{
    public const string Category = "Reo";

    /// <summary>Set where the package is built: RulesAddress in src/Analyzers/Directory.Build.props.</summary>
    public static readonly string Address = typeof(Rules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == "RulesAddress").Value!;

    public static readonly DiagnosticDescriptor UnknownActivityType = new(
        "REO0001", "Activity type is not a configured metric", "Activity type '{0}' is not a configured metric{1}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The server holds events of an activity type that no metric of the plan is configured for; they are not counted until it is.", Help("REO0001"));

    public static readonly DiagnosticDescriptor MisspelledActivityType = new(
        "REO0002", "Activity type is spelt differently in the plan", "Activity type '{0}' is spelt '{1}' in the plan. Activity types are matched character by character.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The activity type differs from a metric only in case, spaces, underscores or hyphens. The server takes it for another one.", Help("REO0002"));

    public static readonly DiagnosticDescriptor ArchivedActivityType = new(
        "REO0003", "Activity type is archived", "Metric '{0}' is archived and does not count. Stop posting it, or configure it again.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "The server holds events of archived metrics.", Help("REO0003"));

    public static readonly DiagnosticDescriptor ActivityTypeNotConstant = new(
        "REO0004", "Activity type cannot be checked", "The activity type is not a constant and cannot be checked. Use a constant, or mark where it comes from with [ActivityType].",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true,
        "Constants, nameof, concatenations of them, and each branch of conditional and switch expressions are checked. A parameter, property or field marked [ActivityType] is checked where it is written.", Help("REO0004"));

    public static readonly DiagnosticDescriptor BrokenPlanLine = new(
        "REO0005", "Plan file has a line that cannot be read", "{0}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "A part of a line of reo.metrics.txt has no meaning in its format. The rest of the file counts.", Help("REO0005"));

    public static readonly DiagnosticDescriptor DuplicatePlanLine = new(
        "REO0006", "Plan file says one thing twice", "{0}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "Two lines of reo.metrics.txt say the same.", Help("REO0006"));

    public static readonly DiagnosticDescriptor ConflictingPlanLine = new(
        "REO0007", "Plan file contradicts itself", "{0}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true,
        "Two lines of reo.metrics.txt define one activity type, or one header, differently. The first counts.", Help("REO0007"));

    public static readonly DiagnosticDescriptor PlanFileMissing = new(
        "REO0008", "Plan file is missing", "The project uses Reo.Client but has no reo.metrics.txt, so no activity type is checked. Run 'reo init'.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: false,
        "Without a plan file nothing is checked. Off by default, because a library may use the client without a plan of its own.", Help("REO0008"),
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor UnusedMetric = new(
        "REO0009", "Configured metric is never used", "Metric '{0}' is configured but never used in this project. Post it, or archive it.",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: false,
        "No activity type and no string of the project is the metric's key. Off by default, because a product of several projects shares one plan.", Help("REO0009"),
        WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor ProposedActivityType = new(
        "REO0010", "Activity type is proposed but not configured", "Metric '{0}' is proposed in the plan file but not configured on the server yet. Its events are held until it is.",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true,
        "The plan file has the metric as proposed. 'reo metrics pull' makes it active once an administrator has configured it.", Help("REO0010"));

    public static readonly DiagnosticDescriptor LiteralActivityType = new(
        "REO0011", "Activity type has a generated constant", "Activity type '{0}' has a generated constant. Use ActivityTypes.{1}.",
        Category, DiagnosticSeverity.Hidden, isEnabledByDefault: true,
        "The constant is written from the plan file: renaming or removing the metric then is a compiler error.", Help("REO0011"));

    private static string Help(string id) => Address.TrimEnd('/') + "/" + id + ".md";
}
