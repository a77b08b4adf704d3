namespace Reo.Client;

/// <summary>
/// Says that a string is an activity type. With the package <c>Reo.Analyzers</c> its values are checked against <c>reo.metrics.txt</c> while
/// the product compiles.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.ReturnValue)]
public sealed class ActivityTypeAttribute : Attribute;
