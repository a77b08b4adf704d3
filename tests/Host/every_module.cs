using System.Reflection;
using Microsoft.AspNetCore.Components;

namespace Reo.Host.Tests;

public sealed class every_module
{
    public static TheoryData<string> Modules => new(Repository.Modules);

    [Theory]
    [MemberData(nameof(Modules))]
    public void shows_its_handlers_to_wolverine_which_ignores_what_is_not_public(string module)
    {
        var handlers = ModuleAssembly(module).GetTypes()
            .Where(type => type.Name.EndsWith("Handler", StringComparison.Ordinal) || type.Name.EndsWith("Consumer", StringComparison.Ordinal))
            .ToList();

        handlers.ShouldNotBeEmpty();
        handlers.ShouldAllBe(handler => handler.IsPublic);
        handlers.SelectMany(MessagesOf).ShouldAllBe(message => message.IsPublic);
        handlers.ShouldAllBe(handler => MessagesOf(handler).Count() == 1);
    }

    [Theory]
    [MemberData(nameof(Modules))]
    public void is_part_of_the_host(string module) =>
        typeof(Program).Assembly.GetReferencedAssemblies().ShouldContain(assembly => assembly.Name == $"Reo.{module}");

    [Theory]
    [MemberData(nameof(Modules))]
    public void holds_no_class_that_is_open_without_need(string module)
    {
        var classes = ModuleAssembly(module).GetTypes()
            .Where(type => type.IsClass && type.Namespace?.StartsWith($"Reo.{module}", StringComparison.Ordinal) == true)
            .Where(type => !IsGenerated(type))
            .ToList();

        classes.Where(type => !type.IsSealed && classes.TrueForAll(other => other.BaseType != type)).ShouldBeEmpty();
    }

    internal static Assembly ModuleAssembly(string module) => Assembly.Load($"Reo.{module}");

    /// <summary>The compiler of pages has no word for sealed.</summary>
    private static bool IsGenerated(Type type) => typeof(IComponent).IsAssignableFrom(type) || type.Name == "_Imports";

    private static IEnumerable<Type> MessagesOf(Type handler) => handler
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.Name is "Handle" or "HandleAsync" or "Consume" or "ConsumeAsync")
        .Select(method => method.GetParameters()[0].ParameterType);
}
