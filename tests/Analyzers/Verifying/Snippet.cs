using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Reo.Analyzers.Tests.Verifying;

/// <summary>C# with <c>[|marks|]</c> around the places where a diagnostic is expected.</summary>
internal static class Snippet
{
    public static (string Code, IReadOnlyList<TextSpan> Marks) Read(string marked)
    {
        var marks = new List<TextSpan>();
        var code = marked;
        for (var start = code.IndexOf("[|", StringComparison.Ordinal); start >= 0; start = code.IndexOf("[|", StringComparison.Ordinal))
        {
            code = code.Remove(start, 2);
            var end = code.IndexOf("|]", start, StringComparison.Ordinal);
            code = code.Remove(end, 2);
            marks.Add(TextSpan.FromBounds(start, end));
        }

        return (code, marks);
    }

    public static readonly IReadOnlyList<MetadataReference> References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.") || name is "netstandard.dll" or "mscorlib.dll"))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path))
            .ToList();

    public static CSharpParseOptions Parsing { get; } = new(LanguageVersion.Latest);

    public static CSharpCompilation Compile(params (string Path, string Code)[] files) => CSharpCompilation.Create(
        "Product",
        files.Select(file => CSharpSyntaxTree.ParseText(file.Code, Parsing, file.Path, System.Text.Encoding.UTF8)),
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
}

/// <summary>A file that the compiler passes to analyzers.</summary>
internal sealed class TextFile(string path, string text) : AdditionalText
{
    private readonly SourceText _text = SourceText.From(text, System.Text.Encoding.UTF8);

    public override string Path => path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
}
