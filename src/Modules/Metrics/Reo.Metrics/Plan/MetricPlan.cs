using JasperFx.Events;
using Marten.Events.Aggregation;
using Reo.Ingestion.Contracts;
using Reo.Metrics.Contracts;

namespace Reo.Metrics.Plan;

/// <summary>Why a change of the plan was not made.</summary>
public enum PlanProblem
{
    /// <summary>A key is 1 to 200 characters, none of them a control character, without blanks at its ends.</summary>
    KeyNotUsable,

    /// <summary><c>CALL HOME</c> is always allowed and is no metric.</summary>
    KeyReserved,

    /// <summary>A slot is <c>PRIMARY</c>, or <c>SECONDARY1</c> to <c>SECONDARY99</c>.</summary>
    SlotUnknown,

    /// <summary>Another metric that is not archived has the slot.</summary>
    SlotTaken,

    /// <summary>A display name is one line of at most 200 characters.</summary>
    DisplayNameNotUsable,

    /// <summary>A description has at most 2,000 characters, no control characters but line breaks and tabs.</summary>
    DescriptionNotUsable,

    /// <summary>A weight is 0 to 1,000.</summary>
    WeightOutOfRange,

    /// <summary>No metric of the key is in the plan.</summary>
    MetricUnknown,

    /// <summary>The plan is not of a version that the change was meant for.</summary>
    VersionChanged,
}

internal sealed record Metric(
    string Key, string Slot, string? DisplayName, bool Archived = false, string? Description = null, decimal Weight = MetricPlan.DefaultWeight);

/// <summary>Which metrics count, for one tenant. <see cref="Version"/> is the version of its stream.</summary>
internal sealed record MetricPlan(string Id, Metric[] Metrics)
{
    public const decimal DefaultWeight = 1;

    private const decimal HeaviestWeight = 1_000;

    public int Version { get; set; }

    public static string StreamOf(string tenantId) => $"{tenantId}/metric-plan";

    public static MetricPlan Empty(string id) => new(id, []);

    /// <summary>The event to append; neither event nor problem when the plan says so already.</summary>
    public (MetricConfigured? Event, PlanProblem? Problem) Configure(
        string key, string slot, string? displayName, string? description = null, decimal weight = DefaultWeight)
    {
        if (!PlanTexts.IsLine(key, longest: 200) || key.Length == 0 || key.Trim() != key)
            return (null, PlanProblem.KeyNotUsable);
        if (key == ActivityTypes.CallHome)
            return (null, PlanProblem.KeyReserved);
        if (!Slots.All.Contains(slot))
            return (null, PlanProblem.SlotUnknown);
        if (displayName is not null && !PlanTexts.IsLine(displayName, longest: 200))
            return (null, PlanProblem.DisplayNameNotUsable);
        if (description is not null && !PlanTexts.IsText(description, longest: 2_000))
            return (null, PlanProblem.DescriptionNotUsable);
        if (weight is < 0 or > HeaviestWeight)
            return (null, PlanProblem.WeightOutOfRange);
        if (Metrics.Any(metric => metric.Slot == slot && metric.Key != key && !metric.Archived))
            return (null, PlanProblem.SlotTaken);

        var configured = new MetricConfigured(key, slot, displayName, description, weight == DefaultWeight ? null : weight);
        return Metrics.Contains(MetricOf(configured)) ? (null, null) : (configured, null);
    }

    public (MetricArchived? Event, PlanProblem? Problem) Archive(string key) =>
        Metrics.FirstOrDefault(metric => metric.Key == key) switch
        {
            null => (null, PlanProblem.MetricUnknown),
            { Archived: true } => (null, null),
            _ => (new MetricArchived(key), null),
        };

    public MetricPlan With(object @event) => @event switch
    {
        MetricConfigured it => this with { Metrics = [.. Metrics.Where(m => m.Key != it.Key), MetricOf(it)] },
        MetricArchived it => this with { Metrics = [.. Metrics.Select(m => m.Key == it.Key ? m with { Archived = true } : m)] },
        _ => this,
    };

    /// <summary>What the other modules are told of the change from this plan by the event.</summary>
    public MetricPlanChanged ChangedBy(object @event) =>
        new(Version + 1, [.. With(@event).Metrics.Select(metric => new PlannedMetric(metric.Key, metric.Slot, metric.Archived))]);

    /// <summary>As people read it: by slot, what is archived last.</summary>
    public IEnumerable<Metric> InOrder() =>
        Metrics.OrderBy(metric => metric.Archived).ThenBy(metric => Slots.All.IndexOf(metric.Slot)).ThenBy(metric => metric.Key, StringComparer.Ordinal);

    private static Metric MetricOf(MetricConfigured it) => new(it.Key, it.Slot, it.DisplayName, Archived: false, it.Description, it.Weight ?? DefaultWeight);
}

internal static class Slots
{
    /// <summary><c>PRIMARY</c> and <c>SECONDARY1</c> to <c>SECONDARY99</c>, in this order.</summary>
    public static readonly List<string> All = ["PRIMARY", .. Enumerable.Range(1, 99).Select(number => $"SECONDARY{number}")];
}

internal sealed class MetricPlanProjection : SingleStreamProjection<MetricPlan, string>
{
    public MetricPlanProjection()
    {
        IncludeType<MetricConfigured>();
        IncludeType<MetricArchived>();
    }

    public override MetricPlan? Evolve(MetricPlan? snapshot, string id, IEvent e) => (snapshot ?? MetricPlan.Empty(id)).With(e.Data);
}
