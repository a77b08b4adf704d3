namespace Reo.Host.Telemetry;

internal static class TelemetryServices
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<ProjectionLag>();
        if (OtlpExport.IsConfigured(builder.Configuration))
            builder.Services.AddHostedService<OtlpExport>();
    }
}
