using Marten;
using Reo.Ingestion.Contracts;

namespace Reo.Metrics.Developers;

public static class DeveloperErasedHandler
{
    public static void Handle(DeveloperErased erased, IDocumentSession session) => DeveloperView.Erase(session, erased);
}
