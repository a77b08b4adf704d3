namespace Reo.Dashboard;

/// <summary>
/// What pages call people, by person id; whoever is not found is called by the id. The module that knows people gives it, so that the pages
/// of others can say who did something without knowing more than an id.
/// </summary>
public delegate Task<IReadOnlyDictionary<string, string>> PersonNames(IEnumerable<string> personIds, CancellationToken cancellation);
