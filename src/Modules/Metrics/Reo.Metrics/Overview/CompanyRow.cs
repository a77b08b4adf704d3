namespace Reo.Metrics.Overview;

/// <param name="Company">Its domain, or its name.</param>
/// <param name="FirstDay">The first UTC day with an event.</param>
/// <param name="Uses">Since then.</param>
/// <param name="ActiveDevelopers">Seen in 30 days.</param>
public sealed record CompanyRow(string Company, DateOnly FirstDay, long Uses, long ActiveDevelopers);
