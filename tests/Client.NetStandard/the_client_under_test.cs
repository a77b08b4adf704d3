using System.Reflection;
using System.Runtime.Versioning;

namespace Reo.Client.Tests;

public sealed class the_client_under_test
{
    [Fact]
    public void is_the_one_for_netstandard() =>
        typeof(ReoClient).Assembly.GetCustomAttribute<TargetFrameworkAttribute>()!.FrameworkName.ShouldBe(".NETStandard,Version=v2.0");
}
