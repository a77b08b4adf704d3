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

    /// <summary>No metric of the key is in the plan.</summary>
    MetricUnknown,
}

internal sealed record Metric(string Key, string Slot, string? DisplayName, bool Archived = false);

/// <summary>Which metrics count, for one tenant. <see cref="Version"/> is the version of its stream.</summary>
internal sealed record MetricPlan(string Id, Metric[] Metrics)
{
    public int Version { get; set; }

    public static string StreamOf(string tenantId) => $"{tenantId}/metric-plan";

    public static MetricPlan Empty(string id) => new(id, []);

    /// <summary>The event to append; neither event nor problem when the plan says so already.</summary>
    public (MetricConfigured? Event, PlanProblem? Problem) Configure(string key, string slot, string? displayName)
    {
        if (key.Length is 0 or > 200 || key.Any(char.IsControl) || key.Trim() != key)
            return (null, PlanProblem.KeyNotUsable);
        if (key == ActivityTypes.CallHome)
            return (null, PlanProblem.KeyReserved);
        if (!IsSlot(slot))
            return (null, PlanProblem.SlotUnknown);
        if (Metrics.Any(metric => metric.Slot == slot && metric.Key != key && !metric.Archived))
            return (null, PlanProblem.SlotTaken);

        return Metrics.Contains(new Metric(key, slot, displayName)) ? (null, null) : (new MetricConfigured(key, slot, displayName), null);
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
        MetricConfigured it => this with { Metrics = [.. Metrics.Where(m => m.Key != it.Key), new Metric(it.Key, it.Slot, it.DisplayName)] },
        MetricArchived it => this with { Metrics = [.. Metrics.Select(m => m.Key == it.Key ? m with { Archived = true } : m)] },
        _ => this,
    };

    /// <summary>What the other modules are told of the change from this plan by the event.</summary>
    public MetricPlanChanged ChangedBy(object @event) =>
        new(Version + 1, [.. With(@event).Metrics.Select(metric => new PlannedMetric(metric.Key, metric.Slot, metric.Archived))]);

    private static bool IsSlot(string slot) =>
        slot == "PRIMARY" || Enumerable.Range(1, 99).Any(number => slot == $"SECONDARY{number}");
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
