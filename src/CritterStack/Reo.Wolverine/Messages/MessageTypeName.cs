namespace Wolverine;

internal static class MessageTypeName
{
    /// <summary>The full name of the type; a nested type's begins with its parent's name, a generic type's has its arguments appended.</summary>
    public static string Of(Type messageType) => messageType switch
    {
        { IsGenericType: true } => messageType.Name.Split('`')[0] + string.Concat(messageType.GetGenericArguments().Select(a => a.Name)),
        { DeclaringType: { } parent } => $"{parent.Name}_{messageType.FullName}",
        _ => messageType.FullName!,
    };
}
