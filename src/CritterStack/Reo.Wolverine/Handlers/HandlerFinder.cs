using System.Reflection;

namespace Wolverine.Runtime.Handlers;

/// <summary>Finds handlers by their names: public classes …Handler or …Consumer with public methods Handle, Consume and the like.</summary>
internal static class HandlerFinder
{
    private static readonly HashSet<string> MethodNames = new(
        from verb in (string[])["Handle", "Handles", "Consume", "Consumes"]
        from suffix in (string[])["", "Async"]
        select verb + suffix,
        StringComparer.Ordinal);

    public static List<HandlerMethod> Find(WolverineOptions options)
    {
        var types = options.Discovery.IsConventional
            ? AssembliesOf(options).SelectMany(assembly => assembly.GetExportedTypes()).Where(IsHandlerByName)
            : [];
        return [.. types.Concat(options.Discovery.Types).Distinct().OrderBy(t => t.FullName, StringComparer.Ordinal).SelectMany(MethodsOf)];
    }

    private static IEnumerable<Assembly> AssembliesOf(WolverineOptions options) =>
        options.Discovery.Assemblies.Concat(options.ApplicationAssembly is { } application ? [application] : []).Distinct();

    private static bool IsHandlerByName(Type type) =>
        type is { IsClass: true, IsVisible: true, ContainsGenericParameters: false }
        && (!type.IsAbstract || type.IsSealed)
        && (type.Name.EndsWith("Handler", StringComparison.Ordinal) || type.Name.EndsWith("Consumer", StringComparison.Ordinal));

    private static IEnumerable<HandlerMethod> MethodsOf(Type type) =>
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy)
        where MethodNames.Contains(method.Name) && !method.IsGenericMethod
        let message = method.GetParameters().FirstOrDefault()?.ParameterType
        where message is not null && IsMessage(message)
        select new HandlerMethod(type, method, message);

    private static bool IsMessage(Type type) =>
        type is { IsVisible: true, IsPrimitive: false, IsAbstract: false, IsInterface: false, IsByRef: false }
        && type != typeof(string)
        && type != typeof(object);
}
