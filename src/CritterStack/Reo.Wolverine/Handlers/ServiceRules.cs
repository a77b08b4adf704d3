using System.Reflection;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wolverine.Marten;

namespace Wolverine.Runtime.Handlers;

/// <summary>
/// Which services a handler may ask for. Wolverine makes a handler's services itself: so a scoped or transient one must be
/// registered by its type, and that type must be public, all the way down. Singletons come from the container as they are.
/// </summary>
internal sealed class ServiceRules(IEnumerable<ServiceDescriptor> registrations)
{
    private static readonly HashSet<Type> SuppliedByContext =
    [
        typeof(IMessageBus), typeof(IMessageContext), typeof(IMartenOutbox), typeof(IDocumentSession), typeof(IQuerySession), typeof(ILogger),
    ];

    private static readonly HashSet<Type> Transactional = [typeof(IDocumentSession), typeof(IMartenOutbox)];

    private readonly Dictionary<Type, ServiceDescriptor> _registrations = registrations
        .Where(r => !r.IsKeyedService)
        .GroupBy(r => r.ServiceType)
        .ToDictionary(r => r.Key, r => r.Last());

    /// <summary>Whether the container can make it; if not, it is made from its constructor.</summary>
    public bool IsRegistered(Type service) =>
        SuppliedByContext.Contains(service) || IsCollection(service) || Registration(service) is not null;

    /// <summary>What stands against these services, and whether any of them writes through the handler's session.</summary>
    public (List<string> Objections, bool UsesSession) Examine(IEnumerable<Type> services)
    {
        var examination = new Examination(this);
        foreach (var service in services)
            examination.Visit(service);
        return (examination.Objections, examination.UsesSession);
    }

    private static bool IsCollection(Type service) => service.IsGenericType && service.GetGenericTypeDefinition() == typeof(IEnumerable<>);

    private ServiceDescriptor? Registration(Type service) =>
        _registrations.GetValueOrDefault(service)
        ?? (service.IsGenericType ? _registrations.GetValueOrDefault(service.GetGenericTypeDefinition()) : null);

    private sealed class Examination(ServiceRules rules)
    {
        private readonly HashSet<Type> _visited = [];

        public List<string> Objections { get; } = [];

        public bool UsesSession { get; private set; }

        public void Visit(Type service)
        {
            if (!_visited.Add(service))
                return;

            UsesSession |= Transactional.Contains(service);
            if (SuppliedByContext.Contains(service) || IsCollection(service))
                return;

            switch (rules.Registration(service))
            {
                case null:
                    VisitConstructor(service, service);
                    break;
                case { Lifetime: ServiceLifetime.Singleton }:
                    break;
                case { ImplementationFactory: not null } opaque:
                    Object(service, $"The service registration for {service.FullName} is an 'opaque' lambda factory with the {opaque.Lifetime} lifetime and requires service location");
                    break;
                case { ImplementationType: { } implementation }:
                    VisitConstructor(service, implementation);
                    break;
            }
        }

        private void VisitConstructor(Type service, Type implementation)
        {
            if (!implementation.IsVisible)
            {
                Object(service, $"Concrete type {implementation.FullName} is not public, so requires service location");
                return;
            }

            if (implementation.IsAbstract || implementation.IsInterface || LargestConstructor(implementation) is not { } constructor)
            {
                Object(service, $"Nothing is registered for {service.FullName}, and it has no public constructor");
                return;
            }

            foreach (var parameter in constructor.GetParameters().Where(p => !p.HasDefaultValue))
                Visit(parameter.ParameterType);
        }

        private void Object(Type service, string reason) => Objections.Add($"Service {service.FullName}: {reason}");

        private static ConstructorInfo? LargestConstructor(Type type) =>
            type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
    }
}
