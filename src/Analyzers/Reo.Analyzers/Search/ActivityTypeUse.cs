using Microsoft.CodeAnalysis;

namespace Reo.Analyzers.Search;

/// <summary>A place where code writes an activity type.</summary>
/// <param name="Key">The constant, or null when there is none.</param>
/// <param name="IsExpression">The location is an expression's; otherwise it is a part of a string with JSON.</param>
internal sealed record ActivityTypeUse(string? Key, Location Location, Evidence Evidence, bool IsExpression, bool IsLiteral);
