namespace Reo.Ingestion.Contracts;

/// <summary>Activity types that mean something to every tenant.</summary>
public static class ActivityTypes
{
    /// <summary>Needs no metric: the developer was there. Counts as presence, not as usage.</summary>
    public const string CallHome = "CALL HOME";
}
