using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Alba;

/// <summary>The JSON settings of the application under test, so that a test speaks as its endpoints do.</summary>
internal static class ApplicationJson
{
    public static JsonSerializerOptions Options(IServiceProvider services) =>
        services.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions ?? JsonSerializerOptions.Web;
}
