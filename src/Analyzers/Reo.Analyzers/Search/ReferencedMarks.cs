using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Reo.Analyzers.Search;

/// <summary>
/// The names that a referenced assembly marks, read from its metadata tables: asking for the symbols of every referenced type would cost
/// more than the rest of the analysis.
/// </summary>
internal static class ReferencedMarks
{
    // Editors keep a reference through all compilations of a project, one for each key that is pressed.
    private static readonly ConditionalWeakTable<MetadataReference, MarkedNames> Known = new();

    public static MarkedNames Of(MetadataReference reference, Compilation compilation)
    {
        if (Known.TryGetValue(reference, out var known))
            return known;

        var marks = compilation.GetAssemblyOrModuleSymbol(reference) switch
        {
            IAssemblySymbol assembly when !IsFramework(assembly.Identity.Name) => Read(assembly.Modules),
            IModuleSymbol module => Read([module]),
            _ => MarkedNames.None,
        };
        return Known.GetValue(reference, _ => marks);
    }

    private static MarkedNames Read(IEnumerable<IModuleSymbol> modules)
    {
        var names = new HashSet<string>();
        var unnamed = Unnamed.None;
        foreach (var module in modules)
        {
            if (module.GetMetadata() is { } metadata)
                Collect(metadata.GetMetadataReader(), names, ref unnamed);
        }

        return new MarkedNames(names, unnamed);
    }

    private static bool IsFramework(string name) =>
        name is "mscorlib" or "netstandard" or "System" or "WindowsBase" or "PresentationCore" or "PresentationFramework"
        || name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal);

    private static void Collect(MetadataReader reader, HashSet<string> names, ref Unnamed unnamed)
    {
        if (!HasMarkType(reader))
            return;

        HashSet<ParameterHandle>? parameters = null;
        foreach (var handle in reader.CustomAttributes)
        {
            var attribute = reader.GetCustomAttribute(handle);
            if (attribute.Parent.Kind is not (HandleKind.Parameter or HandleKind.PropertyDefinition or HandleKind.FieldDefinition) || !IsMark(reader, attribute))
                continue;

            switch (attribute.Parent.Kind)
            {
                case HandleKind.Parameter:
                    (parameters ??= []).Add((ParameterHandle)attribute.Parent);
                    break;
                case HandleKind.PropertyDefinition:
                    names.Add(reader.GetString(reader.GetPropertyDefinition((PropertyDefinitionHandle)attribute.Parent).Name));
                    break;
                default:
                    names.Add(reader.GetString(reader.GetFieldDefinition((FieldDefinitionHandle)attribute.Parent).Name));
                    break;
            }
        }

        if (parameters is not null)
            CollectOwners(reader, parameters, names, ref unnamed);
    }

    private static bool HasMarkType(MetadataReader reader)
    {
        foreach (var handle in reader.TypeReferences)
        {
            if (IsMarkType(reader, reader.GetTypeReference(handle).Name))
                return true;
        }

        foreach (var handle in reader.TypeDefinitions)
        {
            if (IsMarkType(reader, reader.GetTypeDefinition(handle).Name))
                return true;
        }

        return false;
    }

    private static bool IsMarkType(MetadataReader reader, StringHandle name) =>
        reader.StringComparer.Equals(name, Names.ActivityTypeAttribute)
        || reader.StringComparer.Equals(name, Names.StringSyntaxAttribute)
        || reader.StringComparer.Equals(name, Names.JsonPropertyNameAttribute)
        || reader.StringComparer.Equals(name, Names.JsonPropertyAttribute);

    private static bool IsMark(MetadataReader reader, CustomAttribute attribute)
    {
        var name = TypeName(reader, attribute.Constructor);
        if (name.IsNil || !IsMarkType(reader, name))
            return false;
        if (reader.StringComparer.Equals(name, Names.ActivityTypeAttribute))
            return true;

        // The blob of [X("text")]: the prolog 0x0001, then the text with its length before it.
        var value = reader.GetBlobReader(attribute.Value);
        if (value.Length < 4 || value.ReadUInt16() != 1)
            return false;
        return value.ReadSerializedString() is Names.ActivityType or Names.WireName;
    }

    private static StringHandle TypeName(MetadataReader reader, EntityHandle constructor)
    {
        var type = constructor.Kind switch
        {
            HandleKind.MemberReference => reader.GetMemberReference((MemberReferenceHandle)constructor).Parent,
            HandleKind.MethodDefinition => reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType(),
            _ => default,
        };
        return type.Kind switch
        {
            _ when type.IsNil => default,
            HandleKind.TypeReference => reader.GetTypeReference((TypeReferenceHandle)type).Name,
            HandleKind.TypeDefinition => reader.GetTypeDefinition((TypeDefinitionHandle)type).Name,
            _ => default,
        };
    }

    private static void CollectOwners(MetadataReader reader, HashSet<ParameterHandle> parameters, HashSet<string> names, ref Unnamed unnamed)
    {
        foreach (var handle in reader.MethodDefinitions)
        {
            var method = reader.GetMethodDefinition(handle);
            foreach (var parameter in method.GetParameters())
            {
                if (parameters.Contains(parameter))
                {
                    unnamed |= Owner(reader.GetString(method.Name), TypeName(reader.GetTypeDefinition(method.GetDeclaringType()), reader), names);
                    break;
                }
            }
        }
    }

    private static string TypeName(TypeDefinition type, MetadataReader reader)
    {
        var name = reader.GetString(type.Name);
        var arity = name.IndexOf('`');
        return arity < 0 ? name : name.Substring(0, arity);
    }

    private static Unnamed Owner(string method, string type, HashSet<string> names)
    {
        switch (method)
        {
            case ".ctor":
                SourceMarks.AddType(names, type);
                return Unnamed.Creation;
            case "Invoke":
                names.Add(method);
                return Unnamed.Invocation;
            default:
                names.Add(method);
                return method.StartsWith("get_", StringComparison.Ordinal) || method.StartsWith("set_", StringComparison.Ordinal) ? Unnamed.Element : Unnamed.None;
        }
    }
}
